import { createRequire } from "node:module";
import { extname } from "node:path";
import type { Operation } from "../operation.ts";
import type { Files, OperationName, Operations } from "./types.ts";

export type { CallInputFor, InputFor, OperationName, Operations, ResultFor } from "./types.ts";

/** What each file declares. The compiler refuses a name that is missing or in the wrong place. */
const files = {
  tokens: [
    "getAppAccessToken",
    "getCorpAccessToken",
    "getTenantToken",
    "getUserAccessToken",
    "getSuiteAccessToken",
    "legacyGetToken",
    "legacyGetCorpToken",
  ],
  "users/people": [
    "searchUsers",
    "getUser",
    "getUserByMobile",
    "getUserIdByUnionId",
    "getUserByAuthCode",
    "getContactUser",
  ],
  "users/lists": [
    "countUsers",
    "listInactiveUsers",
    "listDepartmentUsersSimple",
    "listDepartmentUsers",
    "listDepartmentUserIds",
    "listAdmins",
  ],
  "users/leavers": ["listLeaveRecords", "listDismissedUserIds", "getDismissionInfos"],
  departments: [
    "searchDepartments",
    "getDepartment",
    "listSubDepartments",
    "listSubDepartmentIds",
    "listParentsByDepartment",
    "listParentsByUser",
  ],
  "robot/people": ["robotSendOTO", "robotRecallOTO", "robotQueryOTORead"],
  "robot/groups": [
    "robotSendGroup",
    "robotRecallGroup",
    "robotQueryGroupRead",
    "robotListGroupBots",
    "robotListJoinedGroups",
  ],
  "robot/private-chats": ["robotSendPrivateChat", "robotQueryPrivateChatRead", "robotRecallPrivateChat"],
  "robot/dings": ["robotSendDing", "robotRecallDing"],
  "robot/webhooks": ["robotReplySession", "robotSendWebhook"],
  "robot/files": ["robotDownloadFile"],
  cards: [
    "cardCreate",
    "cardDeliver",
    "cardCreateAndDeliver",
    "cardUpdate",
    "cardStreamingUpdate",
    "cardAppendSpace",
    "cardRegisterCallback",
  ],
  "workflow/instances": [
    "workflowCreateInstance",
    "workflowGetInstance",
    "workflowListInstanceIds",
    "workflowTerminateInstance",
    "workflowAddComment",
    "workflowForecast",
  ],
  "workflow/tasks": [
    "workflowExecuteTask",
    "workflowRedirectTask",
    "workflowCountTodoTasks",
    "workflowListTodoTasksByManager",
    "workflowPremiumListTodoTasks",
    "workflowPremiumListTodoTasksByManager",
  ],
  "workflow/forms": [
    "workflowListVisibleTemplates",
    "workflowListManagedTemplates",
    "workflowGetProcessCodeByName",
    "workflowGetFormSchema",
  ],
  "workflow/attachments": [
    "workflowGetAttachmentSpace",
    "workflowAuthorizePreview",
    "workflowAuthorizeDownload",
    "workflowGetAttachmentUrl",
  ],
  "todo/tasks": [
    "todoCreate",
    "todoCreatePersonal",
    "todoGet",
    "todoGetBySourceId",
    "todoUpdate",
    "todoUpdateExecutorStatus",
    "todoDelete",
  ],
  "todo/lists": ["todoListOrg", "todoList", "todoQueryOrgByUser", "todoCount"],
  media: ["mediaUpload"],
  stream: ["streamOpenConnection"],
} as const satisfies { [File in keyof Files]: readonly (keyof Files[File])[] };

type ListedName = (typeof files)[keyof Files][number];

const require = createRequire(import.meta.url);
/** `.ts`, or `.js` where the package is published. */
const extension = extname(import.meta.filename);
const loaded = new Map<string, Readonly<Record<string, Operation>>>();

/** Declarations are large and a process needs few of them: a file is read when one of its operations is. */
function declarationsOf(file: string): Readonly<Record<string, Operation>> {
  const known = loaded.get(file);
  if (known !== undefined) return known;
  const declarations = { ...(require(`./${file}${extension}`) as Record<string, Operation>) };
  loaded.set(file, declarations);
  return declarations;
}

function lazyRecord(): Pick<Operations, ListedName> {
  const record = {};
  for (const [file, names] of Object.entries(files)) {
    for (const name of names)
      Object.defineProperty(record, name, { enumerable: true, get: () => declarationsOf(file)[name] });
  }
  return record as Pick<Operations, ListedName>;
}

/** Every operation by name. Reading an operation loads the file that declares it, synchronously. */
export const operations: Operations = lazyRecord();

/** All names, without loading any declaration. */
export const operationNames: readonly OperationName[] = Object.values(files).flat();

/**
 * Whether calls of an operation count in the organisation's monthly quota of API calls. A call of a path that is not
 * declared counts. What DingTalk refused for its pace, or what was lost in the network, does not count all the same.
 */
export function countsInQuota(name: string): boolean {
  if (!Object.hasOwn(operations, name)) return true;
  const operation: Operation = operations[name as OperationName];
  return operation.counted !== false;
}
