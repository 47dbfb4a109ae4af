/** How many messages a second, side by side: the services, a plain BullMQ pipeline, a bot in one process. */
import type { Check } from "../load/ledger.ts";
import { openBot } from "../stage/bot.ts";
import { openPlainPipeline } from "../stage/plain.ts";
import { openServices, type ServicesStage } from "../stage/services.ts";
import { median, medianRatio, round } from "../statistics.ts";
import type { Measurement, MeasurementContext } from "./measurement.ts";
import type { RedisPerMessage } from "./redis-counters.ts";
import { assertSound, type Saturation, saturate } from "./saturate.ts";

export const contenders = ["plain", "bot", "all", "one"] as const;
export type Contender = (typeof contenders)[number];

/** Medians over the rounds. */
export interface ContenderResult {
  readonly rounds: readonly number[];
  readonly messagesPerSecond: number;
  readonly cpuMicroseconds: Readonly<Record<string, number>>;
  /** Messages that one question to the model answers. */
  readonly messagesPerTurn: number | undefined;
  readonly redis: RedisPerMessage | undefined;
  /** Answers out of order, over all rounds. */
  readonly unordered: number;
}

export interface Throughput {
  readonly sessions: number;
  readonly inFlight: number;
  readonly secondsPerRound: number;
  readonly contenders: Readonly<Record<Contender, ContenderResult>>;
  /** Quotients of the same round, and their median. */
  readonly ratios: Readonly<Record<"allToPlain" | "allToBot" | "oneToPlain" | "oneToBot", number>>;
}

interface Round extends Saturation {
  readonly messagesPerTurn: number | undefined;
}

export const measureThroughput: Measurement<Throughput> = async (context) => {
  const { sessions, inFlight, rounds, roundSeconds: secondsPerRound } = context.effort;
  const results: Record<Contender, Round[]> = { plain: [], bot: [], all: [], one: [] };
  for (let number = 1; number <= rounds; number++) {
    for (const contender of contenders) {
      const what = `${names[contender]}, round ${number} of ${rounds}`;
      results[contender].push(await context.step(what, () => runRound(contender, context)));
    }
  }
  const rates = (contender: Contender): number[] => results[contender].map((each) => each.messagesPerSecond);
  return {
    sessions,
    inFlight,
    secondsPerRound,
    contenders: {
      plain: sumUp(results.plain),
      bot: sumUp(results.bot),
      all: sumUp(results.all),
      one: sumUp(results.one),
    },
    ratios: {
      allToPlain: medianRatio(rates("all"), rates("plain")),
      allToBot: medianRatio(rates("all"), rates("bot")),
      oneToPlain: medianRatio(rates("one"), rates("plain")),
      oneToBot: medianRatio(rates("one"), rates("bot")),
    },
  };
};

export const names: Readonly<Record<Contender, string>> = {
  plain: "plain BullMQ pipeline",
  bot: "bot in one process",
  all: "dt, waiting messages together",
  one: "dt, one by one",
};

async function runRound(contender: Contender, context: MeasurementContext): Promise<Round> {
  if (contender === "all" || contender === "one") return await runServices(contender, context);
  const stage = contender === "plain" ? await openPlainPipeline() : await openBot(context.effort.sessions);
  try {
    const saturation = await saturate(stage, context.effort, context.signal);
    assertSound(names[contender], saturation.check, false);
    return { ...saturation, messagesPerTurn: undefined };
  } finally {
    await stage.close();
  }
}

async function runServices(mode: "all" | "one", { effort, signal }: MeasurementContext): Promise<Round> {
  const stage = await openServices({ sessions: effort.sessions, environment: { DT_TURN_MESSAGES: mode } });
  try {
    const saturation = await saturate(stage, effort, signal);
    assertSound(names[mode], saturation.check, true);
    await assertAccount(stage);
    const turns = await stage.load.call("modelCalls");
    return { ...saturation, messagesPerTurn: round(saturation.check.answered / turns, 2) };
  } finally {
    await stage.close();
  }
}

/** The store must say the same as those who asked. */
async function assertAccount(stage: ServicesStage): Promise<void> {
  const { balanced, received, answered } = await stage.account();
  if (!balanced || received !== answered) {
    throw new Error(`the account says that of ${received} messages ${answered} were answered`);
  }
}

function sumUp(rounds: readonly Round[]): ContenderResult {
  const newest = rounds.at(-1);
  const perTurn = rounds.flatMap(({ messagesPerTurn }) => messagesPerTurn ?? []);
  const processes = Object.keys(newest?.cpuMicroseconds ?? {});
  const cpu = (name: string): number => round(median(rounds.map(({ cpuMicroseconds }) => cpuMicroseconds[name] ?? 0)));
  return {
    rounds: rounds.map(({ messagesPerSecond }) => messagesPerSecond),
    messagesPerSecond: round(median(rounds.map(({ messagesPerSecond }) => messagesPerSecond))),
    cpuMicroseconds: Object.fromEntries(processes.map((name) => [name, cpu(name)])),
    messagesPerTurn: perTurn.length > 0 ? round(median(perTurn), 2) : undefined,
    redis: newest?.redis,
    unordered: rounds.reduce((sum, { check }: { check: Check }) => sum + check.unordered, 0),
  };
}
