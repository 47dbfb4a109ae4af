import { type CliError, interruptedExitCode } from "./cli-error.ts";
import type { Command } from "./command/command.ts";
import type { Context } from "./command/context.ts";
import { createContext } from "./command/create-context.ts";
import { readGlobalFlags } from "./command/global-options.ts";
import { type Input, readInput } from "./command/input.ts";
import { type Parsed, parseCommandLine } from "./command/parse.ts";
import { groups } from "./commands/index.ts";
import { DryRunEnd, requestLines } from "./dingtalk/dry-run.ts";
import type { Host } from "./host.ts";
import { type Answer, lines } from "./output/answer.ts";
import { withoutControls } from "./output/control-characters.ts";
import { failureLines, printAnswer, printFailure, write } from "./output/print.ts";
import { createProgress, type Progress } from "./output/progress.ts";
import { useProxies } from "./proxies.ts";
import { version } from "./version.ts";

/** Runs one command line. Resolves with the exit code; rejects never. */
export async function run(words: readonly string[], host: Host): Promise<number> {
  const progress = createProgress(host.errors);
  const json = words.includes("--json") || host.output.isTTY !== true;
  try {
    const parsed = await parseCommandLine(words, groups, { version: version(), columns: host.output.columns });
    if (parsed.kind === "mistake") throw parsed.error;
    if (parsed.kind === "help") {
      await write(host.output, parsed.text);
      return 0;
    }
    const answer = await execute(parsed, host, json, progress);
    progress.clear();
    if (answer.text !== undefined && !words.includes("--json")) await write(host.output, answer.text);
    else await printAnswer(answer, host.output, json);
    return answer.failure === undefined ? finish(host, answer, json) : explain(answer.failure, host, json);
  } catch (error) {
    progress.clear();
    const { toCliError } = await import("./dingtalk/to-cli-error.ts");
    const failure = toCliError(error);
    const isPrinted = json && (await hasPrinted(failure, host));
    if (words.includes("--debug") && error instanceof Error)
      host.errors.write(`${withoutControls(error.stack ?? error.message)}\n`);
    return explain(failure, host, isPrinted);
  }
}

/** False where standard output takes nothing. */
async function hasPrinted(failure: CliError, { output }: Host): Promise<boolean> {
  return printFailure(failure, output).then(
    () => true,
    () => false,
  );
}

async function execute(
  { path, command, raw }: Extract<Parsed, { kind: "run" }>,
  host: Host,
  json: boolean,
  progress: Progress,
): Promise<Answer> {
  const flags = readGlobalFlags(raw.options);
  const context: Context = createContext({ host, flags, json, progress });
  try {
    if (!flags.dryRun) await useProxies(host);
    const input = await readInput(command, raw, host);
    await confirmIfNeeded(path, command, context, input);
    return await command.run(context, input);
  } catch (error) {
    if (!(error instanceof DryRunEnd)) throw error;
    return { data: { dryRun: true, requests: error.requests }, view: lines(...requestLines(error.requests)) };
  }
}

async function confirmIfNeeded(path: string, command: Command, context: Context, input: Input): Promise<void> {
  if (command.effect !== "destructive" && command.costly !== true) return;
  const { confirm } = await import("./command/confirm.ts");
  await confirm(path, command, context, input);
}

/** Says where a list goes on. */
function finish(host: Host, { nextCursor }: Answer, json: boolean): number {
  if (!json && nextCursor !== undefined) host.errors.write(`More with --cursor ${nextCursor}, or all with --all.\n`);
  return 0;
}

/** The failure for eyes: in JSON mode only where the JSON goes elsewhere. */
function explain(failure: CliError, host: Host, json: boolean): number {
  if (!json || (host.errors.isTTY === true && host.output.isTTY !== true))
    host.errors.write(
      failureLines(failure)
        .map((line) => `${line}\n`)
        .join(""),
    );
  return host.interrupted.aborted ? interruptedExitCode : failure.exitCode;
}
