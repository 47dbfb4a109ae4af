/** Breaks things, at times and in places that the seed decides. */
import { setTimeout as delay } from "node:timers/promises";
import type { Fault, Simulator } from "@dt/simulator";
import type { Service } from "../../test/end-to-end/services.ts";
import type { Random } from "../chance/random.ts";
import { repeatedly } from "../chance/schedule.ts";
import type { ChaosOptions } from "../options.ts";
import type { Stage } from "../stage/stage.ts";

/** How often each thing happened. */
export interface Mischief {
  kills: number;
  stops: number;
  redisKills: number;
  disconnects: number;
  clockJumps: number;
}

export interface MischiefOptions {
  readonly options: ChaosOptions;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly report: (text: string) => void;
}

export interface MischiefMaker {
  /** Counts while it goes on. */
  readonly done: Readonly<Mischief>;
  /** Goes on until the signal aborts; then everything that was stopped or killed runs again. */
  readonly run: () => Promise<void>;
}

/** Something that breaks. It draws all its numbers at once: what is busy must not change what comes later. */
interface Event {
  readonly everySeconds: number;
  /** Undefined: this time there is nothing to break. */
  readonly begin: (random: Random) => (() => Promise<void>) | undefined;
}

const CLOCK_EVERY_SECONDS = 90;
/** Webhooks, tickets and tokens are over after it. */
const CLOCK_JUMP_MS = 2 * 3_600_000;
const QUIET_POLL_MS = 20;
const DOWN_MS = 1500;
const REDIS_DOWN_MS = 1000;
const SHORTEST_STOP_MS = 1000;
const LONGEST_STOP_MS = 20_000;

export function createMischief(stage: Stage, { options, random, signal, report }: MischiefOptions): MischiefMaker {
  const done: Mischief = { kills: 0, stops: 0, redisKills: 0, disconnects: 0, clockJumps: 0 };
  const events: Record<keyof Mischief, Event> = {
    ...breakServices(stage.services, options, report),
    redisKills: breakRedis(stage, options, report),
    disconnects: {
      everySeconds: options.every.disconnect,
      begin(own) {
        const chance = own.next();
        const connections = stage.simulator.connections();
        const connection = connections[Math.floor(chance * connections.length)];
        return connection && (async () => connection.disconnect());
      },
    },
    clockJumps: {
      everySeconds: CLOCK_EVERY_SECONDS,
      begin: () => async () => {
        // A push that waits for its answer would be repeated a thousand times in the jump, and then given up.
        while (stage.simulator.waitingPushes() > 0) await delay(QUIET_POLL_MS);
        report("DingTalk's clock jumps two hours");
        stage.simulator.clock.advance(CLOCK_JUMP_MS);
      },
    },
  };

  async function run(): Promise<void> {
    setFaults(stage.simulator);
    const underWay: Promise<void>[] = [];
    const kinds = Object.entries(events) as [keyof Mischief, Event][];
    const schedules = kinds.map(([name, { everySeconds, begin }]) => {
      const [times, choices] = [random.stream(`${name} times`), random.stream(`${name} choices`)];
      return repeatedly({ everyMs: everySeconds * 1000, random: times, signal }, () => {
        const act = begin(choices);
        if (act === undefined) return;
        done[name]++;
        underWay.push(act());
      });
    });
    await Promise.all(schedules);
    await Promise.all(underWay);
    stage.simulator.faults.clear();
  }

  return { done, run };
}

function breakServices(
  services: readonly Service[],
  { every }: ChaosOptions,
  report: (text: string) => void,
): { kills: Event; stops: Event } {
  const busy = new Set<Service>();

  /** The service that the number chooses, or the next one that nothing else is being done to. */
  function choose(chance: number): Service | undefined {
    const first = Math.floor(chance * services.length);
    return [...services.slice(first), ...services.slice(0, first)].find((service) => !busy.has(service));
  }

  async function occupy(service: Service, act: () => Promise<void>): Promise<void> {
    busy.add(service);
    await act().finally(() => busy.delete(service));
  }

  return {
    kills: {
      everySeconds: every.kill,
      begin(random) {
        const [chance, downMs] = [random.next(), random.around(DOWN_MS)];
        const service = choose(chance);
        if (service === undefined) return undefined;
        return () =>
          occupy(service, async () => {
            report(`kill -9 ${service.name} ${service.pid}`);
            await service.kill();
            await delay(downMs);
            await service.restart();
          });
      },
    },
    stops: {
      everySeconds: every.stop,
      begin(random) {
        const chance = random.next();
        const ms = SHORTEST_STOP_MS + random.next() * (LONGEST_STOP_MS - SHORTEST_STOP_MS);
        const service = choose(chance);
        if (service === undefined) return undefined;
        return () =>
          occupy(service, async () => {
            report(`SIGSTOP ${service.name} ${service.pid} for ${Math.round(ms / 1000)} s`);
            service.pause();
            await delay(ms);
            service.resume();
          });
      },
    },
  };
}

function breakRedis({ redis }: Stage, { every }: ChaosOptions, report: (text: string) => void): Event {
  let broken = false;
  return {
    everySeconds: every.redis,
    begin(random) {
      const downMs = random.around(REDIS_DOWN_MS);
      if (broken) return undefined;
      return async () => {
        broken = true;
        report("kill -9 redis");
        await redis.kill();
        await delay(downMs);
        await redis.restart();
        broken = false;
      };
    },
  };
}

function setFaults({ faults }: Simulator): void {
  for (const fault of requestFaults) faults.add(fault);
  for (const fault of pushFaults) faults.add(fault);
}

const api = { path: "/v1.0/*" };
const legacy = { operation: "robotReplySession" };
const model = { operation: "model.chat" };

const requestFaults: readonly Fault[] = [
  { match: api, effect: { type: "reset", when: "before" }, probability: 0.005 },
  { match: api, effect: { type: "reset", when: "after" }, probability: 0.005 },
  { match: api, effect: { type: "refuse", as: "api.server-error", when: "after" }, probability: 0.003 },
  { match: api, effect: { type: "refuse", as: "api.qps" }, probability: 0.01 },
  { match: api, effect: { type: "refuse", as: "api.token-invalid" }, probability: 0.003 },
  { match: api, effect: { type: "latency", ms: 300, jitterMs: 700 }, probability: 0.02 },
  { match: api, effect: { type: "refuse", as: "html" }, probability: 0.002 },
  { match: legacy, effect: { type: "reset", when: "before" }, probability: 0.005 },
  { match: legacy, effect: { type: "reset", when: "after" }, probability: 0.005 },
  { match: legacy, effect: { type: "refuse", as: "session.expired" }, probability: 0.01 },
  { match: legacy, effect: { type: "refuse", as: "session.throttled" }, probability: 0.003 },
  { match: legacy, effect: { type: "refuse", as: "empty", when: "after" }, probability: 0.002 },
  { match: model, effect: { type: "refuse", as: "model.rate-limit" }, probability: 0.01 },
  { match: model, effect: { type: "refuse", as: "model.server-error" }, probability: 0.01 },
  { match: model, effect: { type: "reset" }, probability: 0.01 },
  { match: model, effect: { type: "cut", afterChunks: 1, how: "reset" }, probability: 0.01 },
  { match: model, effect: { type: "hang" }, probability: 0.002 },
];

const pushFaults: readonly Fault[] = [
  { effect: { type: "duplicate" }, probability: 0.02 },
  { effect: { type: "junk", kind: "bad-json" }, probability: 0.01 },
  { effect: { type: "junk", kind: "random-bytes" }, probability: 0.005 },
  { effect: { type: "junk", kind: "huge" }, probability: 0.001 },
  { effect: { type: "lose" }, probability: 0.005 },
  { effect: { type: "socket-reset" }, probability: 0.002 },
  { effect: { type: "half-open" }, probability: 0.0003 },
];
