import { CliError, invalidArguments } from "./cli-error.ts";
import type { Command } from "./command/command.ts";
import type { Context } from "./command/context.ts";
import type { Input } from "./command/input.ts";

/**
 * Asks before something is deleted or costs money.
 * @throws CliError when the answer is no, or nobody can be asked and `--yes` is absent
 */
export async function confirm(path: string, command: Command, context: Context, input: Input): Promise<void> {
  if (command.effect !== "destructive" && command.costly !== true) return;
  const { flags, interactive, host } = context;
  if (flags.yes || flags.dryRun) return;
  const what = command.question?.(input) ?? command.summary;
  if (!interactive) {
    const why = command.effect === "destructive" ? "cannot be undone" : "may cost money";
    throw invalidArguments(`dt ${path} ${why} and was not run: ${what}`, {
      hint: "Repeat it with --yes when that is meant; --dry-run shows the request.",
    });
  }
  const { askYesNo } = await import("./credentials/prompt.ts");
  if (await askYesNo(host, `${what} Go on?`)) return;
  throw new CliError("UNKNOWN_ERROR", "Not confirmed; nothing was done.", { reason: "declined" });
}
