/** `pnpm chaos` */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { help, readOptions } from "./options.ts";
import { describeMischief } from "./report/progress.ts";
import { type ChaosResult, runChaos } from "./run.ts";

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function summary({ accounts, mischief, ...result }: ChaosResult, collectIn: string): string[] {
  const dead = Object.entries(result.dead).map(([reason, count]) => `${reason} ${count}`);
  return [
    `${result.said} messages said; ${describeMischief(mischief)}; finished after ${seconds(result.finishedAfterMs)}`,
    ...Object.entries(accounts).map(
      ([tenant, { received, answered, refused, dead: given, waiting, delivering, balanced }]) =>
        `${tenant}: received ${received} = answered ${answered} + refused ${refused} + dead ${given} + in flight ${waiting + delivering}${balanced ? "" : "   DOES NOT BALANCE"}`,
    ),
    ...(dead.length > 0 ? [`dead letters: ${dead.join(", ")}`] : []),
    `lost ${result.lost}, never stored ${result.neverStored}, acknowledged but not stored ${result.acknowledgedUnstored}, out of order ${result.outOfOrder}`,
    `leaks ${result.leaks}, answered though stopped ${result.answeredThoughStopped}, stale contexts ${result.staleContexts}, crashes ${result.crashes}`,
    `duplicated: cards ${result.duplicatedCards}, messages ${result.duplicatedMessages} (unknown outcomes ${result.unknownOutcomes}); parallel model runs ${result.parallelRuns}`,
    ...(result.exposed.length > 0 ? [`what services printed, published and put into jobs: ${collectIn}`] : []),
    ...result.exposed,
    ...result.suspects.slice(0, 20).map((suspect) => `  ${suspect}`),
    ...(result.logs === undefined ? [] : [`logs of the services: ${result.logs}`]),
    result.good ? "good" : `NOT GOOD; again with --seed ${result.seed}`,
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === "help") {
    print(help);
    return 0;
  }
  print(`seed ${options.seed}`);
  const start = performance.now();
  const stamp = (): string => seconds(performance.now() - start).padStart(8);
  const collectIn = await mkdtemp(join(tmpdir(), "dt-chaos-exposure-"));
  const result = await runChaos(options, { report: (text) => print(`${stamp()}  ${text}`), collectIn });
  if (result.exposed.length === 0) await rm(collectIn, { recursive: true });
  for (const line of summary(result, collectIn)) print(line);
  if (options.json) print(JSON.stringify(result));
  return result.good ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`chaos: ${error instanceof TypeError ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
