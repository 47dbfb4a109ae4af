/**
 * One start per folder. A claim is a file that names a port of the claiming process; whoever finds the file asks
 * there. A claim that nobody answers for was left by a crash and is taken over.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { exitCodes, Problem } from "../shared/problem.ts";

export interface Claim {
  /** Gives the folder back. */
  release(): Promise<void>;
}

interface Holder {
  readonly id: string;
  readonly port: number;
  readonly pid: number;
}

const answerLimitMs = 2_000;
const patienceMs = 5_000;
const pauseMs = 50;

/**
 * Claims what this file stands for. `describe` is asked when another start wants it too: where this one is found,
 * such as the address of its page.
 * @throws Problem (`taken`) when another start holds it.
 */
export async function claim(file: string, describe: () => string): Promise<Claim> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const id = randomUUID();
  const server = await answerFor(id, describe);
  try {
    await writeClaim(file, { id, port: portOf(server), pid: process.pid });
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    async release() {
      server.close();
      if ((await readHolder(file))?.id === id) await rm(file, { force: true });
    },
  };
}

async function writeClaim(file: string, holder: Holder): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await createFile(file, JSON.stringify(holder)))) {
    const other = await readHolder(file);
    const place = other === undefined ? undefined : await askHolder(other);
    if (other !== undefined && place !== undefined) throw alreadyRunning(other, place);
    if (other !== undefined) await removeLeftOver(file, other);
    if (performance.now() > deadline) {
      throw new Problem(exitCodes.taken, `${file} is in the way; remove it if dt does not run in this folder.`);
    }
    await sleep(pauseMs);
  }
}

function alreadyRunning(other: Holder, place: string): Problem {
  const where = place === "" ? "" : ` at ${place}`;
  return new Problem(
    exitCodes.taken,
    `dt is already running${where} (process ${other.pid}); stop that one with Ctrl-C, or use it.`,
  );
}

/** Of several that find a left-over, the one that makes the second file removes the first, after one more look. */
async function removeLeftOver(file: string, other: Holder): Promise<void> {
  const right = `${file}.${other.id}`;
  if (!(await createFile(right, ""))) return;
  if ((await readHolder(file))?.id === other.id) await rm(file, { force: true });
  await rm(right, { force: true });
}

async function createFile(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Undefined when there is none, or when it is just being written. */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

async function answerFor(id: string, describe: () => string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end(`${id} ${describe()}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return address.port;
}

/** What the holder says of itself; undefined when nobody, or somebody else, answers there. */
async function askHolder(holder: Holder): Promise<string | undefined> {
  const socket = connect(holder.port, "127.0.0.1");
  socket.setTimeout(answerLimitMs, () => socket.destroy(new Error("no answer")));
  let answer = "";
  try {
    for await (const part of socket) answer += String(part);
  } catch {
    return undefined;
  }
  return answer.startsWith(`${holder.id} `) ? answer.slice(holder.id.length + 1) : undefined;
}
