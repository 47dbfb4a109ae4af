/** Starts private Redis servers for tests and benchmarks: a free port, a temporary folder, append-only file on. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../scripts/shared/ports.ts";
import { findServer } from "../scripts/start/redis/machine.ts";
import { endWithThisProcess } from "./child-processes.ts";

export { freePort };

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends the process with SIGKILL, as a crash would. The data folder stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** Starts it again on the same port without any data. */
  restartEmpty(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  pause(): void;
  resume(): void;
  /** Ends the process and removes its data. */
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** Further settings of redis.conf, such as `{ maxmemory: "50mb" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Makes it a sentinel with this configuration, a line each; it keeps no data. */
  readonly sentinel?: readonly string[];
  /** Default: a free one. */
  readonly port?: number;
  /** Clients must give it; it stands in the URL. Default: none. */
  readonly password?: string;
}

export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), "dt-redis-"));
  const { password } = options;
  const args = options.sentinel === undefined ? storeArgs(options) : await sentinelArgs(folder, options.sentinel);
  const start = (): Promise<ChildProcess> => launch(port, folder, args);
  let child = await start();
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  const restart = async (): Promise<void> => {
    await kill();
    child = await start();
  };
  return {
    url: password === undefined ? `redis://127.0.0.1:${port}` : `redis://:${password}@127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid as number;
    },
    kill,
    restart,
    async restartEmpty() {
      await kill();
      await Promise.all((await readdir(folder)).map((name) => rm(join(folder, name), { recursive: true })));
      await restart();
    },
    pause() {
      child.kill("SIGSTOP");
    },
    resume() {
      child.kill("SIGCONT");
    },
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function storeArgs({ password, settings }: RedisServerOptions): string[] {
  const secret = password === undefined ? {} : { requirepass: password, masterauth: password };
  const all = { appendonly: "yes", appendfsync: "everysec", save: "", ...secret, ...settings };
  return Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
}

/** A sentinel writes into its configuration. */
async function sentinelArgs(folder: string, lines: readonly string[]): Promise<string[]> {
  const file = join(folder, "sentinel.conf");
  await writeFile(file, `${lines.join("\n")}\n`);
  return [file, "--sentinel"];
}

async function launch(port: number, folder: string, args: readonly string[]): Promise<ChildProcess> {
  const server = await findServer();
  if (server === undefined) throw new Error("there is no redis-server or valkey-server; npm test says how to get one");
  const child = spawn(server.file, [...args, "--port", String(port), "--bind", "127.0.0.1", "--dir", folder], {
    stdio: "ignore",
  });
  endWithThisProcess(child);
  const failed = once(child, "error").then(([error]) => {
    throw new Error(`${server.file} does not start`, { cause: error });
  });
  await Promise.race([failed, answering(port)]);
  return child;
}

async function answering(port: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    if (await ping(port)) return;
    if (performance.now() > deadline) throw new Error(`redis-server on port ${port} did not answer within 20 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** True once the server answers PONG, or wants a password; while it loads its data it answers LOADING. */
function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("error", () => resolve(false));
    socket.once("data", (data) => {
      resolve(/^(\+PONG|-NOAUTH)/.test(data.toString()));
      socket.destroy();
    });
  });
}
