import type { Effect } from "@dt/api";
import { CliError, invalidArguments } from "../cli-error.ts";
import type { Command } from "./command.ts";
import type { Context } from "./context.ts";
import type { Input } from "./input.ts";

/** Asks before a destructive or costly command runs. @throws CliError as {@link confirmEffect} */
export async function confirm(path: string, command: Command, context: Context, input: Input): Promise<void> {
  const { effect, costly = false } = command;
  await confirmEffect(context, path, command.question?.(input) ?? `${command.summary}.`, { effect, costly });
}

/**
 * Asks before something is deleted or costs money.
 * @throws CliError when the answer is no, or nobody can be asked and `--yes` is absent
 */
export async function confirmEffect(
  { flags, interactive, host }: Context,
  path: string,
  what: string,
  { effect, costly }: { readonly effect: Effect; readonly costly: boolean },
): Promise<void> {
  if (effect !== "destructive" && !costly) return;
  if (flags.yes || flags.dryRun) return;
  if (!interactive) {
    const why = effect === "destructive" ? "cannot be undone" : "may cost money";
    throw invalidArguments(`dt ${path} ${why} and was not run: ${what}`, {
      hint: "Repeat it with --yes when that is meant; --dry-run shows the request.",
    });
  }
  const { askYesNo } = await import("../credentials/prompt.ts");
  if (await askYesNo(host, `${what} Go on?`)) return;
  throw new CliError("UNKNOWN_ERROR", "Not confirmed; nothing was done.", { reason: "declined" });
}
