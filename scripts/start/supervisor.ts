/** Keeps a service running: starts it, knows when it is ready, starts it again when it dies, gives up in time. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, type ChildExit, type ChildSpec, startChild } from "./child.ts";
import { readLogLine } from "./log-line.ts";

export interface SupervisorEvents {
  /** Every line that the service prints. */
  readonly line: (line: string) => void;
  /** It died and is started again after this time. */
  readonly restart: (exit: ChildExit, delayMs: number) => void;
}

export interface SupervisorOptions {
  /** The wait before the first new start; it doubles with every death in a row, up to 5 s. @default 250 */
  readonly firstDelayMs?: number;
  /** A service that lived this long did not die quickly. @default 10000 */
  readonly longLifeMs?: number;
  /** This many quick deaths in a row are enough. @default 5 */
  readonly quickDeaths?: number;
}

/** Why a service is no longer started again. */
export interface GivenUp {
  readonly service: string;
  readonly exit: ChildExit;
  /** True when it said itself that a new start changes nothing. */
  readonly wrongSettings: boolean;
  /** The last lines that it printed before its last end. */
  readonly lastLines: readonly string[];
}

export interface Service {
  readonly name: string;
  /** Resolves when the service first logs `ready`. Never rejects; see `givenUp`. */
  readonly ready: Promise<void>;
  /** Resolves when it is not started again. Never rejects, and never resolves for a service that was stopped. */
  readonly givenUp: Promise<GivenUp>;
  /** Stops it for good: SIGTERM, after the limit SIGKILL. */
  stop(limitMs: number): Promise<void>;
  /** Ends it at once and for good. */
  kill(): void;
}

const longestDelayMs = 5_000;
const keptLines = 15;
/** EX_CONFIG of sysexits.h: what our services exit with when their settings are wrong. */
const settingsExitCode = 78;

/** Starts a service and looks after it until it is stopped. */
export function superviseService(spec: ChildSpec, events: SupervisorEvents, options: SupervisorOptions = {}): Service {
  const { firstDelayMs = 250, longLifeMs = 10_000, quickDeaths = 5 } = options;
  const ready = Promise.withResolvers<void>();
  const givenUp = Promise.withResolvers<GivenUp>();
  const stopping = new AbortController();
  const lastLines: string[] = [];
  let child: Child;

  const onLine = (line: string): void => {
    lastLines.push(line);
    if (lastLines.length > keptLines) lastLines.shift();
    events.line(line);
    if (isReadyLine(line)) ready.resolve();
  };
  const run = async (): Promise<void> => {
    let deaths = 0;
    for (;;) {
      const begun = performance.now();
      lastLines.length = 0;
      child = startChild(spec, onLine);
      const exit = await child.exited;
      if (stopping.signal.aborted) return;
      deaths = performance.now() - begun < longLifeMs ? deaths + 1 : 1;
      const wrongSettings = exit.code === settingsExitCode;
      if (wrongSettings || deaths >= quickDeaths) {
        return givenUp.resolve({ service: spec.name, exit, wrongSettings, lastLines });
      }
      const delayMs = Math.min(firstDelayMs * 2 ** (deaths - 1), longestDelayMs);
      events.restart(exit, delayMs);
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
    }
  };

  void run();
  return {
    name: spec.name,
    ready: ready.promise,
    givenUp: givenUp.promise,
    async stop(limitMs) {
      stopping.abort();
      await child.stop(limitMs);
    },
    kill() {
      stopping.abort();
      child.kill();
    },
  };
}

function isReadyLine(line: string): boolean {
  return line.includes("ready") && readLogLine(line).message === "ready" && line.startsWith("{");
}

/** "exited with 1" or "was ended by SIGKILL". */
export function describeExit(exit: ChildExit): string {
  return exit.signal === null ? `exited with ${exit.code}` : `was ended by ${exit.signal}`;
}
