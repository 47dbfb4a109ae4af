/** The real services as real processes, against a simulator and a Redis of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Simulator } from "@dt/simulator";
import { endWithThisProcess } from "../child-processes.ts";
import { modelKey } from "../exposure/marks.ts";
import type { RedisServer } from "../redis-server.ts";

export type ServiceName = "ingester" | "worker" | "sender";

export interface Service {
  readonly name: ServiceName;
  readonly pid: number;
  /** Lines of its log so far, also of earlier lives. */
  readonly log: readonly string[];
  /** How often it ended although nobody asked for it. */
  readonly crashes: number;
  /** False after kill or stop, and after an end of its own. */
  readonly running: boolean;
  /** Whether it is ready: the reasons that it gives against it, none when it is. */
  reasons(): Promise<readonly string[]>;
  /** The page with its metrics. */
  metrics(): Promise<string>;
  /** SIGKILL: no time to clean up. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  pause(): void;
  resume(): void;
  /** Starts it again after kill or stop, and waits until it is ready. */
  restart(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface ServiceOptions {
  readonly simulator: Simulator;
  readonly redis: Pick<RedisServer, "url">;
  readonly environment?: Readonly<Record<string, string>>;
  /** False: do not wait until it is ready. */
  readonly wait?: boolean;
  /** How long a start may take. Default: 60 s. */
  readonly readyWithinMs?: number;
}

const root = join(import.meta.dirname, "../..");

export async function startService(name: ServiceName, options: ServiceOptions): Promise<Service> {
  const log: string[] = [];
  let crashes = 0;
  let ending = false;
  const start = (): ChildProcess => {
    ending = false;
    const started = launch(name, options, log);
    started.once("exit", () => {
      if (!ending) crashes++;
    });
    return started;
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    ending = true;
    await endProcess(child, signal);
  };
  const ready = async (from: number): Promise<void> => {
    try {
      await readyAfter(child, log.slice.bind(log, from), options.readyWithinMs);
    } catch (error) {
      await end("SIGKILL");
      throw error;
    }
  };
  let child = start();
  if (options.wait !== false) await ready(0);
  return {
    name,
    log,
    get pid() {
      return child.pid ?? 0;
    },
    get crashes() {
      return crashes;
    },
    get running() {
      return isRunning(child);
    },
    async reasons() {
      const { reasons = [] } = (await (await fetch(`${healthUrl(log)}/readyz`)).json()) as { reasons?: string[] };
      return reasons;
    },
    async metrics() {
      return await (await fetch(`${healthUrl(log)}/metrics`)).text();
    },
    kill: () => end("SIGKILL"),
    pause() {
      child.kill("SIGSTOP");
    },
    resume() {
      child.kill("SIGCONT");
    },
    async restart() {
      await end("SIGKILL");
      const from = log.length;
      child = start();
      await ready(from);
    },
    async stop() {
      await end("SIGTERM");
      return child.exitCode;
    },
  };
}

function launch(name: ServiceName, { simulator, redis, environment }: ServiceOptions, log: string[]): ChildProcess {
  const [app] = simulator.world.apps;
  if (app === undefined) throw new Error("the simulator has no app");
  const child = spawn(process.execPath, [join(root, "apps", name, "src/main.ts")], {
    // Nothing of the surroundings: a developer's own settings must not reach a test.
    cwd: join(root, "test"),
    env: {
      PATH: process.env["PATH"],
      REDIS_URL: redis.url,
      DINGTALK_API_URL: simulator.apiUrl,
      DINGTALK_OAPI_URL: simulator.oapiUrl,
      DINGTALK_APP_KEY: app.appKey,
      DINGTALK_APP_SECRET: app.appSecret,
      OPENAI_BASE_URL: simulator.modelUrl,
      OPENAI_API_KEY: modelKey,
      OPENAI_MODEL: "demo",
      DT_HTTP_PORT: "0",
      // What is printed at all is looked through for what is confidential.
      LOG_LEVEL: "debug",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  endWithThisProcess(child);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface(stream).on("line", (line) => log.push(line));
  }
  return child;
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** The health port of the newest life. */
function healthUrl(log: readonly string[]): string {
  const line = log.findLast((each) => each.includes('"msg":"health port open"'));
  if (line === undefined) throw new Error("the service has not opened its health port yet");
  return (JSON.parse(line) as { url: string }).url;
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

async function readyAfter(child: ChildProcess, lines: () => readonly string[], withinMs = 60_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    if (lines().some((line) => line.includes('"msg":"ready"'))) return;
    if (child.exitCode !== null || performance.now() > deadline) {
      throw new Error(`the service did not get ready:\n${lines().join("\n")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
