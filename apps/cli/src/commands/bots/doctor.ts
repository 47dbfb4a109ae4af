import type { Command } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import { type Check, skipped } from "../../doctor/check.ts";
import { failureOf, type Result, resultData, resultLines, runCheck, runChecks } from "../../doctor/run-checks.ts";
import { type Answer, lines } from "../../output/answer.ts";

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
    return toAnswer([...(await runChecks(context, await machineChecks())), ...(await checkApp(context))]);
  },
};

export const commands = [doctor];

async function machineChecks(): Promise<readonly Check[]> {
  return (await import("../../doctor/machine.ts")).machineChecks;
}

async function checkApp(context: Context): Promise<Result[]> {
  const [{ appChecks, credentialsCheck }, { permissionChecks }] = await Promise.all([
    import("../../doctor/app.ts"),
    import("../../doctor/permissions.ts"),
  ]);
  const credentials = await runCheck(context, credentialsCheck);
  const rest = [...appChecks, ...permissionChecks];
  if (credentials.status === "ok") return [credentials, ...(await runChecks(context, rest))];
  return [credentials, ...rest.map(({ name }) => ({ check: name, ...skipped("needs credentials") }))];
}

function toAnswer(results: readonly Result[]): Answer {
  return { data: resultData(results), view: lines(...resultLines(results)), failure: failureOf(results) };
}
