import { CliError } from "../cli-error.ts";
import type { Context } from "../command/context.ts";
import { toCliError } from "../dingtalk/to-cli-error.ts";
import { type Check, type Finding, failedBy } from "./check.ts";

/** A finding with the name of its check. */
export type Result = Finding & { readonly check: string };

/** One after the other: a doctor must not be throttled. */
export async function runChecks(context: Context, checks: readonly Check[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const check of checks) results.push(await runCheck(context, check));
  return results;
}

/** What a check throws is a finding too, but for Ctrl-C. */
export async function runCheck(context: Context, { name, run }: Check): Promise<Result> {
  context.progress(`checking ${name}…`);
  try {
    return { check: name, ...(await run(context)) };
  } catch (error) {
    if (context.host.interrupted.aborted) throw error;
    return { check: name, ...failedBy(toCliError(error)) };
  }
}

const marks = { ok: "✓", warning: "!", failed: "✗", skipped: "-" } as const;

/** Results for people, with what to do below each that is not in order. */
export function resultLines(results: readonly Result[]): string[] {
  const width = Math.max(...results.map(({ check }) => check.length));
  return results.flatMap(({ check, status, message, fix }) => [
    `${marks[status]} ${check.padEnd(width)}  ${message}`,
    ...(fix === undefined ? [] : fix.split("\n").map((line) => `  ${" ".repeat(width)}  → ${line.trim()}`)),
  ]);
}

/** What a command ends with after these results: code and advice of the first failure; undefined when there is none. */
export function failureOf(results: readonly Result[]): CliError | undefined {
  const failed = results.filter(({ status }) => status === "failed");
  const [first] = failed;
  if (first === undefined) return undefined;
  const names = failed.map(({ check }) => check).join(", ");
  return new CliError(first.code ?? "UNKNOWN_ERROR", `Not in order: ${names}.`, { hint: first.fix });
}

/** Results for scripts. */
export function resultData(results: readonly Result[]): object[] {
  return results.map(({ code: _code, ...result }) => result);
}
