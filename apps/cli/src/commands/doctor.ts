import { CliError } from "../cli-error.ts";
import type { Command } from "../command/command.ts";
import type { Context } from "../command/context.ts";
import { toCliError } from "../dingtalk/to-cli-error.ts";
import type { Check, Finding } from "../doctor/check.ts";
import { failedBy, skipped } from "../doctor/check.ts";
import { type Answer, lines } from "../output/answer.ts";

const doctor: Command = {
  name: "",
  summary: "Check everything that can be wrong, and say what to click or type",
  details: [
    "Looks at Node.js, the config file, network, clock, Redis, credentials, permissions, quota, Stream and the card template.",
    "Changes nothing. Permissions are looked at by harmless calls; about fifteen of them count in the monthly quota.",
  ].join("\n"),
  examples: ["doctor", "doctor --profile acme --json"],
  effect: "read",
  run: async (context) => {
    if (context.flags.dryRun) return { data: { dryRun: true, requests: [] } };
    const findings = [...(await runAll(context, await machineChecks())), ...(await checkApp(context))];
    return toAnswer(findings);
  },
};

export const commands = [doctor];

type Named = Finding & { readonly check: string };

async function machineChecks(): Promise<readonly Check[]> {
  return (await import("../doctor/machine.ts")).machineChecks;
}

async function checkApp(context: Context): Promise<Named[]> {
  const [{ appChecks, credentialsCheck }, { permissionChecks }] = await Promise.all([
    import("../doctor/app.ts"),
    import("../doctor/permissions.ts"),
  ]);
  const credentials = await runCheck(context, credentialsCheck);
  const rest = [...appChecks, ...permissionChecks];
  if (credentials.status === "ok") return [credentials, ...(await runAll(context, rest))];
  return [credentials, ...rest.map(({ name }) => ({ check: name, ...skipped("needs credentials") }))];
}

/** One after the other: a doctor must not be throttled. */
async function runAll(context: Context, checks: readonly Check[]): Promise<Named[]> {
  const findings: Named[] = [];
  for (const check of checks) findings.push(await runCheck(context, check));
  return findings;
}

async function runCheck(context: Context, { name, run }: Check): Promise<Named> {
  context.progress(`checking ${name}…`);
  try {
    return { check: name, ...(await run(context)) };
  } catch (error) {
    if (context.host.interrupted.aborted) throw error;
    return { check: name, ...failedBy(toCliError(error)) };
  }
}

const marks = { ok: "✓", warning: "!", failed: "✗", skipped: "-" } as const;

function toAnswer(findings: readonly Named[]): Answer {
  const data = findings.map(({ code: _code, ...finding }) => finding);
  const width = Math.max(...findings.map(({ check }) => check.length));
  const text = findings.flatMap(({ check, status, message, fix }) => [
    `${marks[status]} ${check.padEnd(width)}  ${message}`,
    ...(fix === undefined ? [] : fix.split("\n").map((line) => `  ${" ".repeat(width)}  → ${line.trim()}`)),
  ]);
  const failed = findings.filter(({ status }) => status === "failed");
  const [first] = failed;
  if (first === undefined) return { data, view: lines(...text) };
  const names = failed.map(({ check }) => check).join(", ");
  const failure = new CliError(first.code ?? "UNKNOWN_ERROR", `Not in order: ${names}.`, { hint: first.fix });
  return { data, view: lines(...text), failure };
}
