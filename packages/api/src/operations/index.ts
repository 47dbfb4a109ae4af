import { createRequire } from "node:module";
import type { Operation, OperationGroup, OperationInput, OperationResult } from "../operation.ts";
import type * as cards from "./cards.ts";
import type * as departments from "./departments.ts";
import type * as media from "./media.ts";
import type * as robot from "./robot.ts";
import type * as stream from "./stream.ts";
import type * as todo from "./todo.ts";
import type * as tokens from "./tokens.ts";
import type * as users from "./users.ts";
import type * as workflow from "./workflow.ts";

interface Groups {
  tokens: typeof tokens;
  users: typeof users;
  departments: typeof departments;
  robot: typeof robot;
  cards: typeof cards;
  workflow: typeof workflow;
  todo: typeof todo;
  media: typeof media;
  stream: typeof stream;
}

/** Every operation by name. */
export type Operations = Groups["tokens"] &
  Groups["users"] &
  Groups["departments"] &
  Groups["robot"] &
  Groups["cards"] &
  Groups["workflow"] &
  Groups["todo"] &
  Groups["media"] &
  Groups["stream"];
export type OperationName = keyof Operations;
/** Input of an operation by its name: path, query and body parameters in one object. */
export type InputFor<N extends OperationName> = OperationInput<Operations[N]>;
/** The same where people may also be named by the other kind of id, `{ userId }` or `{ unionId }`: it is converted. */
export type CallInputFor<N extends OperationName> = OperationInput<Operations[N], true>;
/** Answer of an operation by its name. */
export type ResultFor<N extends OperationName> = OperationResult<Operations[N]>;

/** The file of each operation. The compiler refuses a name that is missing here or in the wrong file. */
const files = {
  getAppAccessToken: "tokens",
  getCorpAccessToken: "tokens",
  getTenantToken: "tokens",
  getUserAccessToken: "tokens",
  getSuiteAccessToken: "tokens",
  legacyGetToken: "tokens",
  legacyGetCorpToken: "tokens",
  searchUsers: "users",
  getUser: "users",
  getUserByMobile: "users",
  getUserIdByUnionId: "users",
  getUserByAuthCode: "users",
  countUsers: "users",
  listInactiveUsers: "users",
  listLeaveRecords: "users",
  listDepartmentUsersSimple: "users",
  listDepartmentUsers: "users",
  listDepartmentUserIds: "users",
  listAdmins: "users",
  getContactUser: "users",
  listDismissedUserIds: "users",
  getDismissionInfos: "users",
  searchDepartments: "departments",
  getDepartment: "departments",
  listSubDepartments: "departments",
  listSubDepartmentIds: "departments",
  listParentsByDepartment: "departments",
  listParentsByUser: "departments",
  robotSendOTO: "robot",
  robotRecallOTO: "robot",
  robotQueryOTORead: "robot",
  robotSendGroup: "robot",
  robotRecallGroup: "robot",
  robotQueryGroupRead: "robot",
  robotListGroupBots: "robot",
  robotListJoinedGroups: "robot",
  robotDownloadFile: "robot",
  robotSendPrivateChat: "robot",
  robotQueryPrivateChatRead: "robot",
  robotRecallPrivateChat: "robot",
  robotSendDing: "robot",
  robotRecallDing: "robot",
  robotReplySession: "robot",
  robotSendWebhook: "robot",
  cardCreate: "cards",
  cardDeliver: "cards",
  cardCreateAndDeliver: "cards",
  cardUpdate: "cards",
  cardStreamingUpdate: "cards",
  cardAppendSpace: "cards",
  cardRegisterCallback: "cards",
  workflowCreateInstance: "workflow",
  workflowGetInstance: "workflow",
  workflowListInstanceIds: "workflow",
  workflowTerminateInstance: "workflow",
  workflowExecuteTask: "workflow",
  workflowRedirectTask: "workflow",
  workflowAddComment: "workflow",
  workflowCountTodoTasks: "workflow",
  workflowListVisibleTemplates: "workflow",
  workflowListManagedTemplates: "workflow",
  workflowGetProcessCodeByName: "workflow",
  workflowGetFormSchema: "workflow",
  workflowForecast: "workflow",
  workflowGetAttachmentSpace: "workflow",
  workflowAuthorizePreview: "workflow",
  workflowAuthorizeDownload: "workflow",
  workflowGetAttachmentUrl: "workflow",
  workflowListTodoTasksByManager: "workflow",
  workflowPremiumListTodoTasks: "workflow",
  workflowPremiumListTodoTasksByManager: "workflow",
  todoCreate: "todo",
  todoCreatePersonal: "todo",
  todoGet: "todo",
  todoGetBySourceId: "todo",
  todoListOrg: "todo",
  todoList: "todo",
  todoQueryOrgByUser: "todo",
  todoCount: "todo",
  todoUpdate: "todo",
  todoUpdateExecutorStatus: "todo",
  todoDelete: "todo",
  mediaUpload: "media",
  streamOpenConnection: "stream",
} as const satisfies { [N in OperationName]: Operations[N]["group"] };

const require = createRequire(import.meta.url);
const loaded = new Map<OperationGroup, Record<string, Operation>>();

/** Declarations are large and a process needs few of them: a file is read when one of its operations is. */
function loadFile(group: OperationGroup): Record<string, Operation> {
  const known = loaded.get(group);
  if (known !== undefined) return known;
  const declarations = { ...(require(`./${group}.ts`) as Record<string, Operation>) };
  loaded.set(group, declarations);
  return declarations;
}

function lazyRecord(): Operations {
  const record = {};
  for (const [name, group] of Object.entries(files)) {
    Object.defineProperty(record, name, { enumerable: true, get: () => loadFile(group)[name] });
  }
  return record as Operations;
}

/** Every operation by name. Reading an operation loads the file that declares it, synchronously. */
export const operations: Operations = lazyRecord();

/**
 * Whether calls of an operation count in the organisation's monthly quota of API calls. A call of a path that is not
 * declared counts. What DingTalk refused for its pace, or what was lost in the network, does not count all the same.
 */
export function countsInQuota(name: string): boolean {
  if (!Object.hasOwn(operations, name)) return true;
  const operation: Operation = operations[name as OperationName];
  return operation.counted !== false;
}

/** All names, without loading any declaration. */
export const operationNames = Object.keys(files) as readonly OperationName[];
