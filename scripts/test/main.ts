/**
 * The entry of `npm test`: brings what tests need, runs the checks and the tests, and counts. With `--redis-topologies`
 * as the first argument it runs that suite alone, with `--everything` all there is.
 */
import { delimiter, join } from "node:path";
import { tellError } from "../shared/problem.ts";
import { createScreen } from "../shared/screen.ts";
import { printDone } from "../shared/steps.ts";
import { type Check, checks } from "./checks.ts";
import { createRunner, type Runner } from "./command.ts";
import { chromiumFolder, chromiumNeed, provide, provideShells, redisNeed } from "./needs.ts";
import { runVitest } from "./run-vitest.ts";
import { addCounts, type Count, summaryLines } from "./summary.ts";

const root = join(import.meta.dirname, "..", "..");
const screen = createScreen(process.stdout, process.env);
const topologies = ["--config", "test/redis-topologies/vitest.config.ts"];

async function runSuites(runner: Runner, args: readonly string[]): Promise<Count> {
  const [choice, ...further] = args;
  if (choice === "--redis-topologies") return await testTopologies(runner, further);
  if (choice !== "--everything") return await testAll(runner, args);
  await provideShells(screen);
  return addCounts([await testAll(runner, further), await testTopologies(runner, [])]);
}

async function testTopologies(runner: Runner, args: readonly string[]): Promise<Count> {
  await provide(redisNeed, screen);
  return await runVitest(runner, [...topologies, ...args], {});
}

async function testAll(runner: Runner, args: readonly string[]): Promise<Count> {
  await provide(redisNeed, screen);
  const chromium = await chromiumFolder(await provide(chromiumNeed, screen), join(root, ".tools", "bin"));
  const counts: Count[] = [];
  for (const check of checks) counts.push(await runCheck(runner, check));
  counts.push(await runVitest(runner, args, { PATH: [process.env["PATH"], chromium].join(delimiter) }));
  return addCounts(counts);
}

async function runCheck(runner: Runner, { name, command }: Check): Promise<Count> {
  const begun = performance.now();
  const [program, ...args] = command;
  const ok = (await runner.run(program, args, { DO_NOT_TRACK: "1" })) === 0;
  if (ok) printDone(screen, name, (performance.now() - begun) / 1_000);
  else screen.print(`${screen.paint("red", "✗")} ${name}: ${command.join(" ")}`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

function reportProblem(error: unknown): Count {
  process.stderr.write(`${tellError(error)}\n`);
  return { passed: 0, failed: 1, skipped: 0 };
}

const runner = createRunner(root);
// On Ctrl-C the programs hear it from the terminal as well; what was counted until then is still told.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => runner.stop(signal));

const count = await runSuites(runner, process.argv.slice(2)).catch(reportProblem);
for (const line of summaryLines(count)) screen.print(line);
process.exit(runner.stopped ? 130 : count.failed === 0 ? 0 : 1);
