import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

const pollMs = 20;
/** No holder needs longer; one from another machine, on a shared home, cannot be asked whether it lives. */
const staleMs = 30_000;
/** Going on without the lock is better than not going on. */
const longestWaitMs = 20_000;

/**
 * Runs one function at a time over all processes that name the same file. A holder that died is noticed and replaced.
 * Where no lock can be made (a read-only folder), and after 20 s of waiting, the function runs without it.
 */
export async function withFileLock<T>(path: string, run: () => Promise<T>): Promise<T> {
  const owner = `${hostname()} ${process.pid} ${crypto.randomUUID()}`;
  const held = await acquire(path, owner);
  try {
    return await run();
  } finally {
    if (held) await release(path, owner);
  }
}

async function acquire(path: string, owner: string): Promise<boolean> {
  const giveUpAt = performance.now() + longestWaitMs;
  while (performance.now() < giveUpAt) {
    const result = await create(path, owner);
    if (result !== "exists") return result === "created";
    if (await isStale(path)) await breakLock(path);
    else await delay(pollMs);
  }
  return false;
}

async function create(path: string, content: string): Promise<"created" | "exists" | "impossible"> {
  try {
    await writeFile(path, content, { flag: "wx", mode: 0o600 });
    return "created";
  } catch (error) {
    return errorCode(error) === "EEXIST" ? "exists" : "impossible";
  }
}

async function release(path: string, owner: string): Promise<void> {
  if ((await read(path)) === owner) await rm(path, { force: true });
}

/** Only one process at a time may remove a stale lock, or it could remove the fresh one of a faster process. */
async function breakLock(path: string): Promise<void> {
  const breaking = `${path}.break`;
  const made = await create(breaking, "");
  if (made === "impossible") return;
  if (made === "exists") {
    await delay(pollMs);
    if ((await ageMs(breaking)) > staleMs) await rm(breaking, { force: true });
    return;
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  const [holder, age] = await Promise.all([read(path), ageMs(path)]);
  if (holder === undefined) return false;
  if (age > staleMs) return true;
  const [host, pid] = holder.split(" ");
  return host === hostname() && pid !== undefined && /^\d+$/.test(pid) && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}

async function ageMs(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? 0 : Date.now() - found.mtimeMs;
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
