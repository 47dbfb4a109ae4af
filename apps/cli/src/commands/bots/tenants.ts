import { resolve } from "node:path";
import type { CheckedTenant, SettingsProblem, TenantsCheck } from "@dt/runtime";
import { type ArgumentProblem, CliError } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import type { Input } from "../../command/input.ts";
import { failureOf, type Result, resultData, resultLines } from "../../doctor/run-checks.ts";
import { defined, type Fields } from "../../fields.ts";
import { type Answer, lines } from "../../output/answer.ts";
import { refuseForeignAddress } from "../../tenants/address-source.ts";

const check: Command = {
  name: "check",
  summary: "Check the bots' tenants file or environment as the services do, before they are started with it",
  details: [
    "Reads the environment, the nearest .env file and DT_TENANTS_FILE; dt's own config file counts for nothing here.",
    "--live asks DingTalk about each app too: credentials, Stream, card template and the permissions that its bot needs.",
    "It sends no credentials to an address that only the .env file names, unless they stand there, too.",
    "Nothing is changed, and no secret is shown.",
  ].join("\n"),
  examples: ["tenants check", "tenants check --file tenants.yaml --live"],
  options: () => [
    { name: "file", type: "text", value: "file", summary: "This tenants file instead of DT_TENANTS_FILE" },
    { name: "live", type: "flag", summary: "Ask DingTalk too" },
  ],
  effect: "read",
  run: async (context, input) => {
    const live = input.flag("live") === true && !context.flags.dryRun;
    const found = await readTenants(context, input, live);
    const checked: Checked[] = [];
    for (const tenant of found.tenants)
      checked.push({ ...tenant, results: live ? await lookAt(context, found, tenant) : [] });
    return toAnswer(found, checked);
  },
};

export const commands = [check];

type Checked = CheckedTenant & { readonly results: readonly Result[] };

async function readTenants({ host }: Context, input: Input, live: boolean): Promise<TenantsCheck> {
  const { checkTenants, readEnvironment } = await import("@dt/runtime");
  const environment = readEnvironment({ folder: host.folder, environment: host.environment });
  const file = input.text("file") ?? environment.DT_TENANTS_FILE;
  const sources = { environment: host.environment, merged: environment, hasTenantsFile: file !== undefined };
  const refusal = live ? refuseForeignAddress(sources) : undefined;
  if (refusal !== undefined) throw refusal;
  const named = file === undefined ? {} : { DT_TENANTS_FILE: resolve(host.folder, file) };
  return checkTenants({ ...environment, ...named });
}

async function lookAt(
  context: Context,
  { hosts }: TenantsCheck,
  { tenant }: CheckedTenant,
): Promise<readonly Result[]> {
  if (tenant === undefined || hosts === undefined) return [];
  const [{ checkLive }, { contextOf }] = await Promise.all([
    import("../../tenants/live-checks.ts"),
    import("../../tenants/tenant-context.ts"),
  ]);
  return checkLive(contextOf(context, tenant, hosts), tenant);
}

function toAnswer({ file, problems }: TenantsCheck, tenants: readonly Checked[]): Answer {
  const data = defined({ file, problems, tenants: tenants.map(describe) });
  const text = [
    `${file ?? "environment"}: ${tenants.length === 1 ? "1 tenant" : `${tenants.length} tenants`}`,
    ...problems.map(problemLine),
    ...tenants.flatMap(tenantLines),
  ];
  return { data, view: lines(...text), failure: whatFailed(problems, tenants) };
}

/** What may be shown of a tenant. */
function describe({ id, place, problems, tenant, results }: Checked): Fields {
  return defined({
    id,
    place,
    problems,
    replyMode: tenant?.replyMode,
    robotCode: tenant?.dingtalk.robotCode,
    model: tenant?.model.name,
    checks: results.length === 0 ? undefined : resultData(results),
  });
}

function tenantLines({ id, place, problems, tenant, results }: Checked): string[] {
  const about = tenant === undefined ? "" : `, replies ${tenant.replyMode}, model ${tenant.model.name}`;
  const isRight = problems.length === 0 && !results.some(({ status }) => status === "failed");
  return [
    `${isRight ? "✓" : "✗"} ${id ?? "(no id)"} (${place}${about})`,
    ...problems.map(problemLine),
    ...(results.length === 0 ? [] : resultLines(results).map((line) => `  ${line}`)),
  ];
}

function problemLine({ name, problem }: SettingsProblem): string {
  return `  ✗ ${name} ${problem}`;
}

const missing = /^DINGTALK_APP_(KEY|SECRET)$/;

function whatFailed(others: readonly SettingsProblem[], tenants: readonly Checked[]): CliError | undefined {
  const found = [...others, ...tenants.flatMap(({ problems }) => problems)];
  if (found.length > 0) {
    const code = found.some(({ name }) => missing.test(name)) ? "MISSING_CREDENTIALS" : "INVALID_ARGUMENTS";
    const hint = `Services would not start with this.\n${found.map(({ name, problem }) => `${name} ${problem}`).join("\n")}`;
    return new CliError(code, `${found.length} to put right.`, { hint, problems: found.map(toProblem) });
  }
  return failureOf(
    tenants.flatMap(({ id, results }) => results.map((result) => ({ ...result, check: `${result.check} of ${id}` }))),
  );
}

function toProblem({ name, problem }: SettingsProblem): ArgumentProblem {
  return { name, expected: problem };
}
