/** The numbers of a run as tables. */
import type { CallerReport } from "../../packages/api/bench/call-rate.ts";
import type { ImportCosts } from "../../packages/api/bench/import-cost.ts";
import { ceilingOf } from "../measure/ceiling.ts";
import type { Fairness } from "../measure/fairness.ts";
import type { OfficialSdkComparison } from "../measure/official-sdk.ts";
import type { ProfileShares } from "../measure/profile-shares.ts";
import type { RedisPerMessage } from "../measure/redis-counters.ts";
import { type ContenderResult, contenders, names, type Throughput } from "../measure/throughput.ts";
import type { Results } from "../measurements.ts";
import { serviceNames, tenantLimits } from "../stage/services.ts";
import { round, type Summary } from "../statistics.ts";
import type { Table } from "./table.ts";

/** `cores`: of the machine on which this was measured. */
export function toTables(results: Results, cores: number): Table[] {
  const { throughput, acknowledgement, fairness, redis, memory, profile } = results;
  const addedTime = results["added-time"];
  const officialSdk = results["official-sdk"];
  return [
    ...(throughput === undefined
      ? []
      : [throughputTable(throughput), ratioTable(throughput), cpuTable(throughput), ceilingTable(throughput, cores)]),
    ...(acknowledgement === undefined ? [] : [acknowledgementTable(acknowledgement)]),
    ...(addedTime === undefined ? [] : [addedTimeTable(addedTime)]),
    ...(fairness === undefined ? [] : [fairnessTable(fairness)]),
    ...(redis === undefined ? [] : [redisTable(redis), commandTable(redis)]),
    ...(memory === undefined ? [] : [memoryTable(memory)]),
    ...(profile === undefined ? [] : serviceNames.map((name) => profileTable(name, profile[name]))),
    ...(officialSdk === undefined ? [] : [importTable(officialSdk), callTable(officialSdk)]),
  ];
}

function throughputTable({ contenders: results, sessions, inFlight, secondsPerRound }: Throughput): Table {
  const { sendPerSecond, concurrentTurns } = tenantLimits;
  return {
    title: "Messages a second",
    columns: ["", "median", "rounds", "messages per turn", "out of order"],
    rows: contenders.map((name) => {
      const { messagesPerSecond, rounds, messagesPerTurn, unordered } = results[name];
      return [names[name], text(messagesPerSecond), rounds.map(text).join(" "), text(messagesPerTurn), text(unordered)];
    }),
    note: `${sessions} sessions, some busier than others; ${inFlight} messages in flight; ${secondsPerRound} s a round after a warm-up; a model that answers at once. The services run with the settings as shipped, but for two limits of the tenant: sendPerSecond ${sendPerSecond}, concurrentTurns ${concurrentTurns}.`,
  };
}

function ratioTable({ ratios }: Throughput): Table {
  return {
    title: "Ratios",
    columns: ["", `to the ${names.plain}`, `to the ${names.bot}`],
    rows: [
      [names.all, text(ratios.allToPlain), text(ratios.allToBot)],
      [names.one, text(ratios.oneToPlain), text(ratios.oneToBot)],
    ],
    note: "Quotients within a round, and their median. Other work on the machine favours what consists of several processes: the system gives each its share.",
  };
}

function cpuTable({ contenders: results }: Throughput): Table {
  const processes = ["ingester", "producer", "worker", "sender", "bot", "redis", "simulator"];
  const cells = ({ cpuMicroseconds }: ContenderResult): string[] =>
    processes.map((name) => text(cpuMicroseconds[name]));
  return {
    title: "Processor time for one message, in µs",
    columns: ["", ...processes, "all"],
    rows: contenders.map((name) => {
      const total = Object.values(results[name].cpuMicroseconds).reduce((sum, each) => sum + each, 0);
      return [names[name], ...cells(results[name]), text(total)];
    }),
  };
}

function ceilingTable({ contenders: results }: Throughput, cores: number): Table {
  const ceilings = contenders.map((name) => [name, ceilingOf(results[name].cpuMicroseconds, cores)] as const);
  const of = (wanted: string) => ceilings.find(([name]) => name === wanted)?.[1];
  const [plain, bot] = [of("plain"), of("bot")];
  return {
    title: "What that processor time allows, in messages a second",
    columns: ["", `${cores} cores`, "to plain", "to the bot", "enough cores", "to plain", "to the bot"],
    rows: ceilings.map(([name, ceiling]) => [
      names[name],
      text(ceiling?.onTheseCores),
      quotient(ceiling?.onTheseCores, plain?.onTheseCores),
      quotient(ceiling?.onTheseCores, bot?.onTheseCores),
      text(ceiling?.onEnoughCores),
      quotient(ceiling?.onEnoughCores, plain?.onEnoughCores),
      quotient(ceiling?.onEnoughCores, bot?.onEnoughCores),
    ]),
    note: "Calculated, not measured: on a machine without other work; simulator included. With enough cores the busiest process sets the pace, one of each service.",
  };
}

function quotient(own: number | undefined, other: number | undefined): string {
  return own === undefined || other === undefined ? "–" : text(round(own / other, 2));
}

function summaryCells({ p50, p95, p99, max, count }: Summary): string[] {
  return [p50, p95, p99, max, count].map(text);
}

function acknowledgementTable(results: NonNullable<Results["acknowledgement"]>): Table {
  return {
    title: "Time from push to acknowledgement, in ms",
    columns: ["messages a second", "p50", "p95", "p99", "max", "messages"],
    rows: results.map((each) => [text(each.perSecond), ...summaryCells(each)]),
    note: "As the simulator sees it. A push is acknowledged once it is stored.",
  };
}

function addedTimeTable(result: NonNullable<Results["added-time"]>): Table {
  return {
    title: "Time added to the model's own, in ms",
    columns: ["messages a second", "p50", "p95", "p99", "max", "messages"],
    rows: [[text(result.perSecond), ...summaryCells(result)]],
    note: `From push to delivery, less the time in which the model worked (${result.modelMs} ms in the middle).`,
  };
}

function fairnessTable({ alone, besideLimited, besideUnlimited, ...result }: Fairness): Table {
  return {
    title: "A quiet tenant's replies, in ms from the outbox to DingTalk",
    columns: ["", "p50", "p95", "p99", "max", "replies"],
    rows: [
      ["alone", ...summaryCells(alone)],
      ["beside a flood at its limit of 20 a second", ...summaryCells(besideLimited)],
      ["beside a flood at full speed", ...summaryCells(besideUnlimited)],
    ],
    note: `${text(result.quietPerSecond)} replies a second of one tenant; another one has ${text(result.flood)} waiting, and both go through one sender. Of the medians, the flood at full speed to alone: ${text(result.ratio)}.`,
  };
}

function redisTable({ atMost, quiet, quietPerSecond, keptBytesPerMessage }: NonNullable<Results["redis"]>): Table {
  return {
    title: "Redis, for one message",
    columns: ["", "scripts", "commands", "bytes in", "bytes out", "processor µs"],
    rows: [
      ["under full load", ...redisCells(atMost)],
      [`at ${quietPerSecond} messages a second`, ...redisCells(quiet)],
    ],
    note: `Commands count those inside scripts. An answered message keeps ${keptBytesPerMessage} bytes of memory: history, id, and for a day its path.`,
  };
}

function redisCells({ scripts, commands, bytesIn, bytesOut, cpuMicroseconds }: RedisPerMessage): string[] {
  return [scripts, commands, bytesIn, bytesOut, cpuMicroseconds].map(text);
}

function commandTable({ atMost, quiet, quietPerSecond }: NonNullable<Results["redis"]>): Table {
  return {
    title: "The most frequent Redis commands, for one message",
    columns: ["", "under full load", `at ${quietPerSecond} messages a second`],
    rows: Object.entries(atMost.calls).map(([name, count]) => [name, text(count), text(quiet.calls[name])]),
  };
}

function memoryTable({ idle, afterwards, sessions, redisBytesPerSession }: NonNullable<Results["memory"]>): Table {
  return {
    title: "Resident memory, in MiB",
    columns: ["", ...serviceNames],
    rows: [
      ["without work", ...serviceNames.map((name) => text(idle[name]))],
      [`after ${sessions} conversations`, ...serviceNames.map((name) => text(afterwards[name]))],
    ],
    note: `Redis keeps ${redisBytesPerSession} bytes of a conversation of one message and its answer.`,
  };
}

function profileTable(name: string, { groups }: ProfileShares): Table {
  return {
    title: `Where the time of the ${name} goes`,
    columns: ["", "%"],
    rows: groups.map((group) => [group.name, (group.share * 100).toFixed(1)]),
  };
}

function importTable({ imports: { published, source, cached }, importRounds }: OfficialSdkComparison): Table {
  return {
    title: "Importing @dt/api and DingTalk's official SDK",
    columns: ["", "ms", "least", "processor ms", "resident MiB", "heap MiB"],
    rows: [
      ["@dt/api as published", ...importCells(published.api)],
      ["official SDK", ...importCells(published.sdk)],
      ["@dt/api as source", ...importCells(source.api)],
      ["@dt/api as source, with Node's compile cache", ...importCells(cached.api)],
      ["official SDK, with Node's compile cache", ...importCells(cached.sdk)],
    ],
    note: `In fresh processes that take turns, ${importRounds} of each; medians, and the least of the times. Of the SDK: the clients for robots, contacts, approvals and to-dos. Resident memory: ${published.memoryRatio} of the SDK's as published, ${source.memoryRatio} as source, ${cached.memoryRatio} with the cache. What Node needs to read the first line of TypeScript, about 19 MiB and 30 ms, is in the row of the source.`,
  };
}

function importCells(costs: ImportCosts): string[] {
  const { milliseconds, leastMilliseconds, processorMilliseconds, residentMiB, heapMiB } = costs;
  return [milliseconds, leastMilliseconds, processorMilliseconds, residentMiB, heapMiB].map(text);
}

function callTable({ calls: { api, sdk, callRatio, processorRatio, inFlight } }: OfficialSdkComparison): Table {
  return {
    title: "Calls by @dt/api and by DingTalk's official SDK",
    columns: ["", "calls a second", "processor µs for one call"],
    rows: [
      ["@dt/api", ...callCells(api)],
      ["official SDK", ...callCells(sdk)],
    ],
    note: `A text to a group, ${inFlight} calls at the same time, to the simulator in another process; medians. Calls a second: ${callRatio} times the SDK's, and where the simulator is the slowest part it hides a difference. Processor time of a call: the SDK's is ${processorRatio} times as much.`,
  };
}

function callCells({ callsPerSecond, processorMicroseconds }: CallerReport): string[] {
  return [callsPerSecond, processorMicroseconds].map(text);
}

function text(value: number | undefined): string {
  return value === undefined ? "–" : String(value);
}
