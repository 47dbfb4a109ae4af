/** How many calls a second one process makes, beside DingTalk's official SDK. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { median, ratio } from "./statistics.ts";

/** Where the calls go: a simulator that does not pace them. */
export interface CallTarget {
  readonly apiUrl: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** A group that the app's robot is in. */
  readonly openConversationId: string;
}

export interface CallRateOptions {
  readonly target: CallTarget;
  /** Calls at the same time. @default 32 */
  readonly inFlight?: number;
  /** @default 3 */
  readonly rounds?: number;
  /** @default 1 */
  readonly warmUpSeconds?: number;
  /** Of each round. @default 3 */
  readonly seconds?: number;
  readonly signal?: AbortSignal;
}

export interface CallerArgument {
  readonly contender: "api" | "sdk";
  readonly target: CallTarget;
  readonly inFlight: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface CallerReport {
  readonly callsPerSecond: number;
  /** Processor time of the calling process for one call. */
  readonly processorMicroseconds: number;
}

export interface CallRates {
  /** Medians over the rounds. */
  readonly api: CallerReport;
  readonly sdk: CallerReport;
  /** Calls a second: this package's to the SDK's. Where the simulator is the slowest part, it hides a difference. */
  readonly callRatio: number;
  /** Processor time for one call: the SDK's to this package's. */
  readonly processorRatio: number;
  readonly inFlight: number;
}

/** Sends text to a group for some seconds, the contenders taking turns in processes of their own. */
export async function measureCallRate(options: CallRateOptions): Promise<CallRates> {
  const { target, inFlight = 32, rounds = 3, warmUpSeconds = 1, seconds = 3, signal } = options;
  const reports: Record<CallerArgument["contender"], CallerReport[]> = { api: [], sdk: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of ["api", "sdk"] as const)
      reports[contender].push(await callFor({ contender, target, inFlight, warmUpSeconds, seconds }, signal));
  }
  const [api, sdk] = [summarise(reports.api), summarise(reports.sdk)];
  return {
    api,
    sdk,
    callRatio: ratio(api.callsPerSecond, sdk.callsPerSecond),
    processorRatio: ratio(sdk.processorMicroseconds, api.processorMicroseconds),
    inFlight,
  };
}

async function callFor(argument: CallerArgument, signal?: AbortSignal): Promise<CallerReport> {
  const program = join(import.meta.dirname, "programs/call-many.ts");
  const options = { env: {}, ...(signal === undefined ? {} : { signal }) };
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(argument)], options);
  return JSON.parse(stdout) as CallerReport;
}

function summarise(reports: readonly CallerReport[]): CallerReport {
  return {
    callsPerSecond: median(reports.map((report) => report.callsPerSecond)),
    processorMicroseconds: median(reports.map((report) => report.processorMicroseconds)),
  };
}
