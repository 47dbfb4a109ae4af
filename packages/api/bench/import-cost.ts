/** What importing this package costs a fresh process, beside DingTalk's official SDK. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median, ratio } from "./statistics.ts";

/** The official SDK has one client per product; these four cover what this package's usual calls do. */
const sdkClients = ["robot_1_0", "contact_1_0", "workflow_1_0", "todo_1_0"] as const;

/** `published`: plain JavaScript, as in an archive of this package. `source`: TypeScript, as in its repository. */
type Contender = "published" | "source" | "sdk";

interface Modules {
  readonly kind: "module" | "commonjs";
  readonly modules: readonly string[];
}

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

export interface ImportComparisons {
  readonly published: ImportComparison;
  readonly source: ImportComparison;
  /** The source after `enableCompileCache()`, and the SDK too. */
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
    const contenders = createContenders(await publish(folder, signal));
    const cache = join(folder, "cache");
    const measure = async (names: readonly Contender[], times: number, options: Pick<ImportOptions, "cache"> = {}) =>
      await importInTurns(names, times, (name) => importOnce({ ...contenders[name], ...options }, signal));
    const cold = await measure(["published", "source", "sdk"], rounds);
    // Fills the cache.
    await measure(["source", "sdk"], 1, { cache });
    const cached = await measure(["source", "sdk"], rounds, { cache });
    return {
      published: compare(cold.published, cold.sdk),
      source: compare(cold.source, cold.sdk),
      cached: compare(cached.source, cached.sdk),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function createContenders(entry: string): Readonly<Record<Contender, Modules>> {
  return {
    published: { kind: "module", modules: [entry] },
    source: { kind: "module", modules: ["@dt/api"] },
    sdk: { kind: "commonjs", modules: sdkClients.map((name) => `@alicloud/dingtalk/${name}`) },
  };
}

/** Writes into a folder what an archive of this package contains. Returns the file that `import "@dt/api"` loads. */
async function publish(folder: string, signal?: AbortSignal): Promise<string> {
  const output = join(folder, "dist");
  const compiler = fileURLToPath(new URL("./bin/tsc", import.meta.resolve("typescript/package.json")));
  const project = join(import.meta.dirname, "../tsconfig.publish.json");
  const options = signal === undefined ? {} : { signal };
  await promisify(execFile)(process.execPath, [compiler, "-p", project, "--outDir", output], options);
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  return join(output, "index.js");
}

async function importInTurns(
  names: readonly Contender[],
  times: number,
  importOne: (name: Contender) => Promise<ImportCost>,
): Promise<Readonly<Record<Contender, readonly ImportCost[]>>> {
  const costs: Record<Contender, ImportCost[]> = { published: [], source: [], sdk: [] };
  for (let round = 0; round < times; round += 1) {
    for (const name of names) costs[name].push(await importOne(name));
  }
  return costs;
}

function compare(ofApi: readonly ImportCost[], ofSdk: readonly ImportCost[]): ImportComparison {
  const [api, sdk] = [summarise(ofApi), summarise(ofSdk)];
  return { api, sdk, memoryRatio: ratio(api.residentMiB, sdk.residentMiB) };
}

interface ImportOptions extends Modules {
  /** Folder of Node's compile cache; without it, none is used. */
  readonly cache?: string;
}

async function importOnce(argument: ImportOptions, signal?: AbortSignal): Promise<ImportCost> {
  const program = join(import.meta.dirname, "programs/import-one.mjs");
  const options = { env: {}, ...(signal === undefined ? {} : { signal }) };
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(argument)], options);
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
