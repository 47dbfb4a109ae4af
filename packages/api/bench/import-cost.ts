/** What importing this package costs a fresh process, beside DingTalk's official SDK. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { median, ratio } from "./statistics.ts";

/** The official SDK has one client per product; these four cover what this package's usual calls do. */
const sdkClients = ["robot_1_0", "contact_1_0", "workflow_1_0", "todo_1_0"] as const;

const contenders = {
  api: { kind: "module", modules: ["@dt/api"] },
  sdk: { kind: "commonjs", modules: sdkClients.map((name) => `@alicloud/dingtalk/${name}`) },
} as const;
type Contender = keyof typeof contenders;

/** What one import cost. */
export interface ImportCost {
  /** Wall clock. */
  readonly milliseconds: number;
  /** Processor time of the main thread: what is left on a machine that does nothing else. */
  readonly processorMilliseconds: number;
  /** Growth of resident memory. */
  readonly residentMiB: number;
  readonly heapMiB: number;
}

/** Medians of several imports. */
export interface ImportCosts extends ImportCost {
  /** The quickest of them: other work on the machine only ever adds. */
  readonly leastMilliseconds: number;
}

export interface ImportComparison {
  readonly api: ImportCosts;
  readonly sdk: ImportCosts;
  /** Of the resident memory: this package's to the SDK's. */
  readonly memoryRatio: number;
}

/** `cold`: as Node does it by itself. `cached`: after `enableCompileCache()`, as `dt` does it. */
export interface ImportComparisons {
  readonly cold: ImportComparison;
  readonly cached: ImportComparison;
}

export interface ImportCostOptions {
  /** Fresh processes for each figure. @default 7 */
  readonly rounds?: number;
  readonly signal?: AbortSignal;
}

/** Imports in fresh processes, the contenders taking turns. */
export async function measureImportCost({ rounds = 7, signal }: ImportCostOptions = {}): Promise<ImportComparisons> {
  const folder = await mkdtemp(join(tmpdir(), "dt-import-cost-"));
  try {
    const cold = await compare(rounds, undefined, signal);
    // Fills the cache.
    await compare(1, folder, signal);
    return { cold, cached: await compare(rounds, folder, signal) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(rounds: number, cache: string | undefined, signal?: AbortSignal): Promise<ImportComparison> {
  const reports: Record<Contender, ImportCost[]> = { api: [], sdk: [] };
  for (let round = 0; round < rounds; round += 1) {
    reports.api.push(await importOnce("api", cache, signal));
    reports.sdk.push(await importOnce("sdk", cache, signal));
  }
  const [api, sdk] = [summarise(reports.api), summarise(reports.sdk)];
  return { api, sdk, memoryRatio: ratio(api.residentMiB, sdk.residentMiB) };
}

async function importOnce(name: Contender, cache: string | undefined, signal?: AbortSignal): Promise<ImportCost> {
  const program = join(import.meta.dirname, "programs/import-one.mjs");
  const argument = JSON.stringify({ ...contenders[name], cache });
  const options = { env: {}, ...(signal === undefined ? {} : { signal }) };
  const { stdout } = await promisify(execFile)(process.execPath, [program, argument], options);
  return JSON.parse(stdout) as ImportCost;
}

function summarise(reports: readonly ImportCost[]): ImportCosts {
  const middle = (field: keyof ImportCost): number => median(reports.map((report) => report[field]));
  const least = Math.min(...reports.map(({ milliseconds }) => milliseconds));
  return {
    milliseconds: middle("milliseconds"),
    leastMilliseconds: median([least]),
    processorMilliseconds: middle("processorMilliseconds"),
    residentMiB: middle("residentMiB"),
    heapMiB: middle("heapMiB"),
  };
}
