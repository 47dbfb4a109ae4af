/** What a run is asked to do. */
import { parseArgs } from "node:util";

export interface ChaosOptions {
  readonly seconds: number;
  /** Decides every fault, its victim and its time, and what people say when. */
  readonly seed: number;
  readonly sessions: number;
  readonly tenants: number;
  readonly messagesPerSecond: number;
  /** How many of each service run. */
  readonly services: number;
  /** Mean seconds between two events of a kind. */
  readonly every: { readonly kill: number; readonly stop: number; readonly redis: number; readonly disconnect: number };
  /** Print one JSON object at the end. */
  readonly json: boolean;
  /** Keep the services' logs of a good run, too. */
  readonly keepLogs: boolean;
}

export const help = `Runs everything under faults and checks that every message was answered once, in order.

  pnpm chaos [flags]

  --minutes N      how long people talk (default 2); --seconds N for less
  --seed N         repeats a run's decisions (default: random, printed)
  --sessions N     people who talk, over all tenants (default 500)
  --tenants N      1 to 3: cards, session webhooks, API sends (default 3)
  --rate N         messages per second (default 35)
  --services N     how many of each service (default 2)
  --kill-every S   mean seconds between kills of a service (default 8)
  --stop-every S   … between SIGSTOPs of a service, for 1 to 20 s (default 40)
  --redis-every S  … between kills of Redis (default 150)
  --json           end with one JSON object
  --keep-logs      keep the services' logs of a good run, too; those of a bad one are always kept

A seed repeats what people say and when, and what is killed, stopped and cut off, and when. It cannot repeat how the
processes take turns, and so not which request a fault of DingTalk or of the model strikes.

Exits with 1 when anything was lost, doubled, out of order or mixed up, or an account does not balance.`;

/** @throws TypeError for unknown flags or values that are no numbers */
export function readOptions(args: readonly string[]): ChaosOptions | "help" {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: text,
      seconds: text,
      seed: text,
      sessions: text,
      tenants: text,
      rate: text,
      services: text,
      "kill-every": text,
      "stop-every": text,
      "redis-every": text,
      json: { type: "boolean" },
      "keep-logs": { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return "help";
  const number = (name: keyof typeof values, fallback: number): number => {
    const value = Number(values[name] ?? fallback);
    if (!Number.isFinite(value) || value < 0) throw new TypeError(`--${name} takes a number, such as ${fallback}`);
    return value;
  };
  return {
    seconds: values.seconds === undefined ? number("minutes", 2) * 60 : number("seconds", 60),
    seed: number("seed", Math.floor(Math.random() * 2 ** 31)),
    sessions: number("sessions", 500),
    tenants: Math.min(3, Math.max(1, number("tenants", 3))),
    messagesPerSecond: number("rate", 35),
    services: Math.max(1, number("services", 2)),
    every: {
      kill: number("kill-every", 8),
      stop: number("stop-every", 40),
      redis: number("redis-every", 150),
      disconnect: 20,
    },
    json: values.json ?? false,
    keepLogs: values["keep-logs"] ?? false,
  };
}
