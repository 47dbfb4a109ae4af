/** The entry of `npm run bench`. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ExitCode, exitCodes, Problem, tellError } from "../scripts/shared/problem.ts";
import { createScreen, type Screen } from "../scripts/shared/screen.ts";
import { runStep } from "../scripts/shared/steps.ts";
import { provide, redisNeed } from "../scripts/test/needs.ts";
import { type BenchArguments, helpText, readArguments } from "./arguments.ts";
import { describeMachine } from "./machine.ts";
import { type Effort, fullEffort, type MeasurementContext, quickEffort } from "./measure/measurement.ts";
import { measurements, type Results } from "./measurements.ts";
import { endAllProcesses } from "./process/start-process.ts";
import { toPerformancePage } from "./report/performance-page.ts";
import type { Run } from "./report/run.ts";
import { toText } from "./report/table.ts";
import { toTables } from "./report/tables.ts";

const interruptedCode = 130;
const page = join(import.meta.dirname, "../docs/performance.md");

async function main(screen: Screen, signal: AbortSignal): Promise<ExitCode> {
  const args = readArguments(process.argv.slice(2));
  if (args.help) {
    process.stdout.write(helpText);
    return exitCodes.ok;
  }
  await provide(redisNeed, screen);
  const effort = effortFor(args);
  const machine = await describeMachine();
  const run: Run = {
    at: new Date().toISOString(),
    machine,
    effort,
    results: await measure(args, effort, screen, signal),
  };
  for (const table of toTables(run.results, machine.cores)) screen.print(`\n${toText(table)}`);
  if (args.write) await writeFile(page, toPerformancePage(run));
  if (args.json === undefined) screen.print(`\n${JSON.stringify(run)}`);
  else await writeFile(args.json, `${JSON.stringify(run, undefined, 2)}\n`);
  return exitCodes.ok;
}

function effortFor({ quick, seconds }: BenchArguments): Effort {
  const effort = quick ? quickEffort : fullEffort;
  return seconds === undefined ? effort : { ...effort, roundSeconds: seconds };
}

async function measure(
  { only }: BenchArguments,
  effort: Effort,
  screen: Screen,
  signal: AbortSignal,
): Promise<Results> {
  const context: MeasurementContext = {
    effort,
    signal,
    step: (doing, work) => runStep(screen, { doing, done: () => doing, quiet: true }, work),
  };
  const results: Record<string, unknown> = {};
  for (const name of only) results[name] = await measurements[name](context);
  return results;
}

function report(error: unknown): ExitCode {
  process.stderr.write(`${tellError(error)}\n`);
  return error instanceof Problem ? error.exitCode : exitCodes.failed;
}

const screen = createScreen(process.stdout, process.env);
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    screen.close();
    interrupted.abort();
    // Whoever waits for one of them stops waiting, and closes the rest.
    void endAllProcesses();
  });
}
const code = await main(screen, interrupted.signal).catch((error: unknown) => {
  return interrupted.signal.aborted ? interruptedCode : report(error);
});
process.exit(code);
