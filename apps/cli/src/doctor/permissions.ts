import type { OperationName } from "@dt/api";
import type { Context } from "../command/context.ts";
import { toCliError } from "../dingtalk/to-cli-error.ts";
import type { Fields } from "../fields.ts";
import { type Check, type Finding, ok, skipped, warning } from "./check.ts";

/** A call that changes nothing and shows whether a permission is there. */
interface Probe {
  readonly permission: string;
  readonly purpose: string;
  readonly operation: OperationName;
  readonly input: (context: Context) => Promise<Fields> | Fields;
}

/** Names nothing that exists: an answer other than "permission denied" shows that the permission is there. */
const nothing = "dt-doctor-nothing";

const probes: readonly Probe[] = [
  { permission: "qyapi_get_member", purpose: "people", operation: "countUsers", input: () => ({ only_active: false }) },
  {
    permission: "qyapi_get_department_list",
    purpose: "departments",
    operation: "listSubDepartmentIds",
    input: () => ({ dept_id: 1 }),
  },
  {
    permission: "qyapi_get_department_member",
    purpose: "members of departments",
    operation: "listDepartmentUsersSimple",
    input: () => ({ dept_id: 1, cursor: 0, size: 1 }),
  },
  {
    permission: "qyapi_get_member_by_mobile",
    purpose: "people by mobile number",
    operation: "getUserByMobile",
    input: () => ({ mobile: "10000000000" }),
  },
  {
    permission: "qyapi_addresslist_search",
    purpose: "searching people",
    operation: "searchUsers",
    input: () => ({ queryWord: nothing, offset: 0, size: 1 }),
  },
  {
    permission: "qyapi_robot_sendmsg",
    purpose: "robot messages",
    operation: "robotQueryOTORead",
    input: async ({ dingtalk }) => ({ processQueryKey: nothing, robotCode: await dingtalk.robotCode() }),
  },
  {
    permission: "Card.Instance.Write",
    purpose: "cards",
    operation: "cardUpdate",
    input: () => ({ outTrackId: nothing, cardData: { cardParamMap: {} } }),
  },
  {
    permission: "Card.Streaming.Write",
    purpose: "streamed cards",
    operation: "cardStreamingUpdate",
    input: () => ({ outTrackId: nothing, key: "content", content: "-", guid: nothing, isFull: true }),
  },
  {
    permission: "Workflow.Instance.Read",
    purpose: "reading approvals",
    operation: "workflowGetInstance",
    input: () => ({ processInstanceId: nothing }),
  },
  {
    permission: "Workflow.Form.Read",
    purpose: "forms of approvals",
    operation: "workflowListVisibleTemplates",
    input: () => ({ maxResults: 1, nextToken: 0 }),
  },
  {
    permission: "Todo.Todo.Read",
    purpose: "reading to-dos",
    operation: "todoListOrg",
    input: () => ({ unionId: nothing }),
  },
];

/** One check per permission that dt knows how to look at without changing anything. */
export const permissionChecks: readonly Check[] = probes.map((probe) => ({
  name: probe.permission,
  run: (context) => probePermission(context, probe),
}));

async function probePermission(context: Context, { permission, purpose, operation, input }: Probe): Promise<Finding> {
  try {
    await context.dingtalk.call(operation, await input(context), { maxAttempts: 1 });
    return ok(`granted (${purpose})`);
  } catch (cause) {
    const { code, message, details } = toCliError(cause);
    if (code === "PERMISSION_DENIED") {
      const scopes = (details.missingScopes ?? [permission]).join(", ");
      const fix = `Needed for ${purpose}: developer console > your app > Permissions > ${scopes} > apply, then publish a version.`;
      return warning("not granted", fix);
    }
    // "No such card" comes after the permission was checked.
    if (code === "NOT_FOUND" || code === "INVALID_ARGUMENTS") return ok(`granted (${purpose})`);
    return skipped(`could not be looked at: ${message}`);
  }
}
