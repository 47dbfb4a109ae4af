/** `pnpm chaos` */
import { help, readOptions } from "./options.ts";
import { type ChaosResult, runChaos } from "./run.ts";

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function summary({ accounts, mischief, ...result }: ChaosResult): string[] {
  const { kills, stops, redisKills, disconnects, clockJumps } = mischief;
  return [
    `${result.said} messages said; ${kills} kills, ${stops} SIGSTOPs, ${redisKills} Redis kills, ${disconnects} disconnects, ${clockJumps} clock jumps`,
    ...Object.entries(accounts).map(
      ([tenant, { received, answered, refused, dead, waiting, delivering, balanced }]) =>
        `${tenant}: received ${received} = answered ${answered} + refused ${refused} + dead ${dead} + in flight ${waiting + delivering}${balanced ? "" : "   DOES NOT BALANCE"}`,
    ),
    `lost ${result.lost}, acknowledged but not stored ${result.acknowledgedUnstored}, out of order ${result.outOfOrder}, leaks ${result.leaks}`,
    `duplicated: cards ${result.duplicatedCards}, messages ${result.duplicatedMessages} (unknown outcomes ${result.unknownOutcomes}); parallel model runs ${result.parallelRuns}`,
    ...result.suspects.slice(0, 20).map((suspect) => `  ${suspect}`),
    result.good ? "good" : `NOT GOOD; again with --seed ${result.seed}`,
  ];
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === "help") {
    print(help);
    return 0;
  }
  print(`seed ${options.seed}`);
  const start = performance.now();
  const stamp = (): string => `${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s`;
  const result = await runChaos(options, (text) => print(`${stamp()}  ${text}`));
  for (const line of summary(result)) print(line);
  if (options.json) print(JSON.stringify(result));
  return result.good ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`chaos: ${error instanceof TypeError ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
