import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { freePort, isPortFree } from "../shared/ports.ts";
import { exitCodes } from "../shared/problem.ts";
import { createScreen } from "../shared/screen.ts";
import { launch } from "./launcher.ts";
import { makePlan } from "./plan.ts";

const service = join(import.meta.dirname, "__fixtures__", "service.ts");
const entries = ["apps/ingester/src/main.ts", "apps/worker/src/main.ts", "apps/sender/src/main.ts"];
let root: string;
let pids: Set<number>;

/** A folder laid out like the project, with stand-ins for the services and the simulator. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "dt start "));
  pids = new Set();
  for (const entry of [...entries, "scripts/start/simulator.ts"]) await cp(service, join(root, entry));
});

afterEach(async () => {
  const redisPort = await privateRedisPort();
  await rm(root, { recursive: true, force: true });
  const left = [...pids].filter(isAlive);
  if (redisPort !== undefined && !(await isPortFree(redisPort))) throw new Error("left a Redis running");
  if (left.length > 0) throw new Error(`left running: ${left.join(", ")}`);
});

async function privateRedisPort(): Promise<number | undefined> {
  const text = await readFile(join(root, ".dt/redis/server.json"), "utf8").catch(() => "{}");
  return (JSON.parse(text) as { port?: number }).port;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Launches in this process; what the services say is collected as "worker: stopped". */
function start(settings: Record<string, string> = {}) {
  const said: string[] = [];
  const printed: string[] = [];
  const first = new AbortController();
  const second = new AbortController();
  const done = launch({
    root,
    dataFolder: join(root, ".dt"),
    environment: { ...process.env, ...settings },
    plan: makePlan({ DT_PAGE_PORT: "0", ...settings }),
    screen: createScreen({ write: (text: string) => printed.push(text) }, {}),
    log: (name, line) => {
      const { msg = line, pid } = line.startsWith("{") ? JSON.parse(line) : {};
      if (pid !== undefined) pids.add(pid);
      said.push(`${name}: ${msg}`);
    },
    stop: { first: first.signal, second: second.signal, [Symbol.dispose]: () => {} },
  });
  // A test may look at it only later.
  done.catch(() => {});
  const prints = (text: string) => vi.waitFor(() => expect(printed.join("")).toContain(text), 20_000);
  return { done, said, printed, prints, stop: () => first.abort(), hurry: () => second.abort() };
}

test("everything comes up, the page's address is told, and a stop ends all in order", async () => {
  const { done, said, prints, stop } = start();
  await prints("Chat page");
  stop();
  expect(await done).toBe(exitCodes.ok);
  expect(said.filter((line) => line.endsWith(" stopped"))).toEqual(
    ["ingester", "worker", "sender", "simulator", "redis"].map((name) => `${name}: stopped`),
  );
  expect(pids.size).toBe(5);
});

test("while it runs, dt finds the Redis of its bots, and only this user can read where it is", async () => {
  await mkdir(join(root, "apps/cli/bin"), { recursive: true });
  await writeFile(join(root, "apps/cli/bin/dt.js"), "console.log(process.env.REDIS_URL, ...process.argv.slice(2));");
  const dt = async (environment: Record<string, string> = {}): Promise<string> => {
    const script = join(import.meta.dirname, "..", "dt.sh");
    const env = { PATH: process.env["PATH"], ...environment };
    return (await promisify(execFile)("/bin/sh", [script, "dead", "list"], { cwd: root, env })).stdout.trim();
  };
  const { done, prints, stop } = start();
  await prints("Chat page");
  expect(await dt()).toMatch(new RegExp(`^redis://:\\S+@127\\.0\\.0\\.1:${await privateRedisPort()}\\S* dead list$`));
  expect(await dt({ REDIS_URL: "redis://other" })).toBe("redis://other dead list");
  expect((await stat(join(root, ".dt/settings.env"))).mode & 0o777).toBe(0o600);
  stop();
  await done;
  expect(await dt()).toBe("undefined dead list");
});

test("a second start in the same folder is refused and told where the first one is", async () => {
  const first = start();
  await first.prints("Chat page");
  await expect(start().done).rejects.toMatchObject({
    exitCode: exitCodes.taken,
    message: expect.stringMatching(/already running at http:\/\/127\.0\.0\.1:\d+ /),
  });
  first.stop();
  await first.done;
});

test("a stop during the start ends what was started and is no failure", async () => {
  await writeFile(join(root, "apps/worker/src/main.ts"), "setInterval(() => {}, 1000);");
  const { done, said, stop } = start();
  await vi.waitFor(() => expect(said).toContain("sender: ready"), 20_000);
  stop();
  expect(await done).toBe(exitCodes.ok);
});

test("a service that keeps failing stops everything and shows its last lines", async () => {
  await writeFile(join(root, "apps/sender/src/main.ts"), "console.error('no disk'); process.exit(3);");
  await expect(start().done).rejects.toMatchObject({
    exitCode: exitCodes.failed,
    message: expect.stringMatching(/^sender keeps failing \(it exited with 3\); its last lines:\nsender {4}│ no disk$/),
  });
});

test("a service that refuses its settings is reported as that", async () => {
  await writeFile(join(root, "apps/ingester/src/main.ts"), "console.error('X is missing'); process.exit(78);");
  await expect(start().done).rejects.toMatchObject({
    exitCode: exitCodes.settings,
    message: "ingester cannot work with these settings:\ningester  │ X is missing",
  });
});

test("a second request to stop does not wait for a service that hangs", async () => {
  await writeFile(
    join(root, "apps/ingester/src/main.ts"),
    `process.argv.push("stubborn"); await import("${service}");`,
  );
  const { done, said, prints, stop, hurry } = start();
  await prints("Chat page");
  stop();
  await vi.waitFor(() => expect(said).toContain("ingester: no"), 10_000);
  hurry();
  expect(await done).toBe(exitCodes.ok);
});

test("a page port that is taken is a clear line, before anything is started", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await vi.waitFor(() => expect(other.listening).toBe(true));
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const { done, said } = start({ DT_PAGE_PORT: String(port) });
  await expect(done).rejects.toMatchObject({
    exitCode: exitCodes.taken,
    message: expect.stringContaining(`Port ${port}, where the chat page would be, is taken`),
  });
  expect(said).toEqual([]);
});

test("a Redis that cannot be reached is a clear line", async () => {
  const url = `redis://:a-password@127.0.0.1:${await freePort()}`;
  await expect(start({ REDIS_URL: url }).done).rejects.toMatchObject({
    exitCode: exitCodes.redis,
    message: expect.stringMatching(
      /^The Redis at redis:\/\/:\*+@127\.0\.0\.1:\d+ cannot be reached \(nobody listens there\)/,
    ),
  });
});

test("a model that cannot be reached is a clear line", async () => {
  const url = `http://127.0.0.1:${await freePort()}/v1`;
  await expect(start({ OPENAI_BASE_URL: url, OPENAI_MODEL: "m" }).done).rejects.toMatchObject({
    exitCode: exitCodes.remote,
    message: `The model at ${url} cannot be reached (nobody listens there); check OPENAI_BASE_URL, network and proxy.`,
  });
});

test("a launcher that is killed leaves no process behind, Redis included", async () => {
  const launcher = spawn(process.execPath, [join(import.meta.dirname, "__fixtures__", "launch.ts"), root], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  createInterface({ input: launcher.stdout }).on("line", (line) => lines.push(line));
  await vi.waitFor(() => expect(lines.join("\n")).toContain("Chat page"), 25_000);
  for (const line of lines.filter((text) => text.startsWith("{"))) pids.add((JSON.parse(line) as { pid: number }).pid);
  expect(pids.size).toBe(5);
  const port = (await privateRedisPort()) as number;
  expect(await isPortFree(port)).toBe(false);
  launcher.kill("SIGKILL");
  await vi.waitFor(() => expect([...pids].filter(isAlive)).toEqual([]), { timeout: 20_000, interval: 50 });
  expect(await isPortFree(port)).toBe(true);
});
