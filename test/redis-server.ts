/** Starts private Redis servers for tests and benchmarks: a free port, a temporary folder, append-only file on. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends the process with SIGKILL, as a crash would. The data folder stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** Ends the process and removes its data. */
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** Further settings of redis.conf, such as `{ maxmemory: "50mb" }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "dt-redis-"));
  const settings = { appendonly: "yes", appendfsync: "everysec", save: "", ...options.settings };
  let child = await launch(port, folder, settings);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid as number;
    },
    kill,
    async restart() {
      await kill();
      child = await launch(port, folder, settings);
    },
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function launch(port: number, folder: string, settings: Record<string, string>): Promise<ChildProcess> {
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...flags], {
    stdio: "ignore",
  });
  const failed = once(child, "error").then(([error]) => {
    throw new Error("redis-server does not start; is the package redis-server installed?", { cause: error });
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

/** True once the server answers PONG; while it loads its data it answers LOADING. */
function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("error", () => resolve(false));
    socket.once("data", (data) => {
      resolve(data.toString().startsWith("+PONG"));
      socket.destroy();
    });
  });
}
