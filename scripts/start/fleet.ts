/** All services of a start: brought up one after the other, brought down in an order that loses nothing. */
import { exitCodes, Problem } from "../shared/problem.ts";
import type { Screen } from "../shared/screen.ts";
import { printDone, printWarning, runStep } from "../shared/steps.ts";
import type { ChildSpec } from "./child.ts";
import { readLogLine } from "./log-line.ts";
import type { LogView } from "./log-view.ts";
import { renderLogLine } from "./render-log.ts";
import type { StopRequests } from "./stop-requests.ts";
import { describeExit, type GivenUp, type Service, type SupervisorOptions, superviseService } from "./supervisor.ts";

export interface FleetOptions {
  readonly screen: Screen;
  readonly log: LogView;
  readonly stop: StopRequests;
  readonly supervisor?: SupervisorOptions;
  /** A service that is not ready after this time never will be. @default 60000 */
  readonly readyLimitMs?: number;
  /** What a service may take to stop before it is killed. @default 15000 */
  readonly stopLimitMs?: number;
}

export interface Fleet {
  /**
   * Starts these together and resolves when all are ready.
   * @throws Problem when one gives up or takes too long; the stop's reason when it is asked for meanwhile.
   */
  start(specs: readonly ChildSpec[], done: (name: string) => string): Promise<void>;
  /** Rejects when a service gives up or a stop is asked for; never resolves. */
  watch(): Promise<never>;
  /** Stops everything, in order; what hangs is killed, and a second request kills all that is left. */
  stop(): Promise<void>;
}

/** Stopped last, never in a hurry: it is quick, and writes down what the others left. */
const store = "redis";
/** Who feeds others stops before them. */
const stopOrder = ["ingester", "worker", "sender", "simulator", store];

export function createFleet(options: FleetOptions): Fleet {
  const { screen, stop, readyLimitMs = 60_000, stopLimitMs = 15_000 } = options;
  const services: Service[] = [];
  const trouble = Promise.withResolvers<never>();
  // Whoever waits hears of it; when nobody does, it is no unhandled rejection.
  trouble.promise.catch(() => {});
  stop.first.addEventListener("abort", () => trouble.reject(stop.first.reason), { once: true });

  const launch = (spec: ChildSpec): Service => {
    const service = superviseService(spec, eventsOf(spec.name, options), options.supervisor);
    services.push(service);
    void service.givenUp.then((end) => trouble.reject(toProblem(end)));
    return service;
  };

  return {
    async start(specs, done) {
      stop.first.throwIfAborted();
      const begun = performance.now();
      const waiting = new Set(specs.map((spec) => spec.name));
      const ready = specs.map(async (spec) => {
        await launch(spec).ready;
        waiting.delete(spec.name);
        printDone(screen, done(spec.name), (performance.now() - begun) / 1_000);
      });
      const doing = (): string => `starting ${[...waiting].join(", ")}`;
      await runStep(screen, { doing }, () => withLimit(Promise.all(ready), trouble.promise, readyLimitMs, doing));
    },
    watch: () => trouble.promise,
    async stop() {
      const order = stopOrder.flatMap((name) => services.filter((service) => service.name === name));
      const killAll = (): void => order.filter(({ name }) => name !== store).forEach((service) => service.kill());
      stop.second.addEventListener("abort", killAll, { once: true });
      for (const service of order) {
        const hint = stop.second.aborted || service.name === store ? "" : " (Ctrl-C again: at once)";
        const limitMs = stop.second.aborted && service.name !== store ? 0 : stopLimitMs;
        await runStep(screen, { doing: `stopping ${service.name}${hint}`, quiet: true }, () => service.stop(limitMs));
      }
    },
  };
}

function eventsOf(name: string, { screen, log }: FleetOptions) {
  return {
    line: (line: string) => log(name, line),
    restart: (exit: GivenUp["exit"], delayMs: number) => {
      printWarning(screen, `${name} ${describeExit(exit)}; starting it again in ${(delayMs / 1_000).toFixed(1)} s`);
    },
  };
}

function toProblem({ service, exit, wrongSettings, lastLines }: GivenUp): Problem {
  const last = lastLines.map((line) => renderLogLine(service, readLogLine(line), (_style, text) => text)).join("\n");
  return wrongSettings
    ? new Problem(exitCodes.settings, `${service} cannot work with these settings:\n${last}`)
    : new Problem(exitCodes.failed, `${service} keeps failing (it ${describeExit(exit)}); its last lines:\n${last}`);
}

async function withLimit<Result>(
  work: Promise<Result>,
  trouble: Promise<never>,
  limitMs: number,
  doing: () => string,
): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Problem(exitCodes.failed, `Not ready after ${limitMs / 1_000} s, still ${doing()}.`));
  }, limitMs);
  try {
    return await Promise.race([work, trouble, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
