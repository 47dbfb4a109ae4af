/** Breaks things, at times and in places that the seed decides. */
import { setTimeout as delay } from "node:timers/promises";
import type { Fault, Simulator } from "@dt/simulator";
import type { Service } from "../test/end-to-end/services.ts";
import type { ChaosOptions } from "./options.ts";
import type { Random } from "./random.ts";
import type { Stage } from "./stage.ts";

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

const CLOCK_EVERY_SECONDS = 90;
/** Webhooks, tickets and tokens are over after it. */
const CLOCK_JUMP_MS = 2 * 3_600_000;

/** Goes on until the signal aborts; then everything that was stopped or killed runs again. */
export async function makeMischief(
  stage: Stage,
  { options, random, signal, report }: MischiefOptions,
): Promise<Mischief> {
  const done: Mischief = { kills: 0, stops: 0, redisKills: 0, disconnects: 0, clockJumps: 0 };
  const busy = new Set<Service>();
  setFaults(stage.simulator);

  /** Runs `act` on a service that nothing else is being done to. */
  async function onVictim(act: (service: Service) => Promise<void>): Promise<void> {
    const free = stage.services.filter((service) => !busy.has(service));
    if (free.length === 0) return;
    const victim = random.pick(free);
    busy.add(victim);
    await act(victim).finally(() => busy.delete(victim));
  }

  const events: Record<keyof Mischief, { every: number; act: () => Promise<void> }> = {
    kills: {
      every: options.every.kill,
      act: () =>
        onVictim(async (service) => {
          report(`kill -9 ${service.name} ${service.pid}`);
          await service.kill();
          await delay(random.around(1500));
          await service.restart();
        }),
    },
    stops: {
      every: options.every.stop,
      act: () =>
        onVictim(async (service) => {
          const ms = 1000 + random.next() * 19_000;
          report(`SIGSTOP ${service.name} ${service.pid} for ${Math.round(ms / 1000)} s`);
          service.pause();
          await delay(ms);
          service.resume();
        }),
    },
    redisKills: {
      every: options.every.redis,
      act: async () => {
        report("kill -9 redis");
        await stage.redis.kill();
        await delay(random.around(1000));
        await stage.redis.restart();
      },
    },
    disconnects: {
      every: options.every.disconnect,
      act: async () => {
        const connections = stage.simulator.connections();
        if (connections.length > 0) random.pick(connections).disconnect();
      },
    },
    clockJumps: {
      every: CLOCK_EVERY_SECONDS,
      act: async () => {
        report("DingTalk's clock jumps two hours");
        stage.simulator.clock.advance(CLOCK_JUMP_MS);
      },
    },
  };

  async function repeat(name: keyof Mischief): Promise<void> {
    const { every, act } = events[name];
    if (every === 0) return;
    while (!signal.aborted) {
      await delay(random.around(every * 1000), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      done[name]++;
      await act();
    }
  }

  await Promise.all((Object.keys(events) as (keyof Mischief)[]).map(repeat));
  stage.simulator.faults.clear();
  return done;
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
