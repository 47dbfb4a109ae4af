import type { Tenant, TenantToolName } from "@dt/runtime";
import type { Context } from "../command/context.ts";
import { credentialsCheck, streamCheck, templateCheck } from "../doctor/app.ts";
import { permissionChecks } from "../doctor/permissions.ts";
import { type Result, runCheck, runChecks } from "../doctor/run-checks.ts";

type ToolSubject<Name> = Name extends `${infer Subject}.${string}` ? Subject : never;

/** Permissions of the tools that a tenant may offer to its model, by the beginning of their names. */
const toolPermissions: Readonly<Record<ToolSubject<TenantToolName>, readonly string[]>> = {
  users: ["qyapi_addresslist_search", "qyapi_get_member"],
  departments: ["qyapi_get_department_list", "qyapi_get_department_member"],
  approvals: ["Workflow.Instance.Read", "Workflow.Form.Read"],
  todos: ["Todo.Todo.Read"],
};

/** Looks at a tenant's app at DingTalk by calls that change nothing: what its bot needs, and no more. */
export async function checkLive(context: Context, tenant: Tenant): Promise<Result[]> {
  const credentials = await runCheck(context, credentialsCheck);
  if (credentials.status !== "ok") return [credentials];
  const needed = permissionsOf(tenant);
  const checks = [
    ...(tenant.dingtalk.transport === "callback" ? [] : [streamCheck]),
    ...(usesCards(tenant) ? [templateCheck] : []),
    ...permissionChecks.filter(({ name }) => needed.has(name)),
  ];
  return [credentials, ...(await runChecks(context, checks))];
}

function permissionsOf(tenant: Tenant): ReadonlySet<string> {
  const cards = usesCards(tenant) ? ["Card.Instance.Write", "Card.Streaming.Write"] : [];
  const tools = tenant.tools.flatMap((name) => toolPermissions[name.split(".")[0] as ToolSubject<TenantToolName>]);
  return new Set(["qyapi_robot_sendmsg", ...cards, ...tools]);
}

function usesCards({ replyMode, dingtalk }: Tenant): boolean {
  return replyMode !== "markdown" && dingtalk.cardTemplateId !== undefined;
}
