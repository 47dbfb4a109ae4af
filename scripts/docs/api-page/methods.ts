import type { Client, OperationName } from "@dt/api";

type Subject = "users" | "departments" | "robot" | "cards" | "workflow" | "todos" | "media";
type Method = { [S in Subject]: `${S}.${keyof Client[S] & string}` }[Subject];

/** The operation behind each method of a client; the compiler asks for every method. */
const operationOf = {
  "users.get": "getUser",
  "users.search": "searchUsers",
  "users.findByMobile": "getUserByMobile",
  "users.findByUnionId": "getUserIdByUnionId",
  "users.unionId": "getUser",
  "users.count": "countUsers",
  "users.admins": "listAdmins",
  "departments.get": "getDepartment",
  "departments.search": "searchDepartments",
  "departments.children": "listSubDepartments",
  "departments.childIds": "listSubDepartmentIds",
  "departments.parents": "listParentsByDepartment",
  "departments.parentsOfUser": "listParentsByUser",
  "departments.userIds": "listDepartmentUserIds",
  "robot.sendToUsers": "robotSendOTO",
  "robot.sendToGroup": "robotSendGroup",
  "robot.replySession": "robotReplySession",
  "robot.sendWebhook": "robotSendWebhook",
  "robot.downloadUrl": "robotDownloadFile",
  "robot.recallFromUsers": "robotRecallOTO",
  "robot.recallFromGroup": "robotRecallGroup",
  "robot.readStatus": "robotQueryOTORead",
  "robot.listInGroup": "robotListGroupBots",
  "cards.create": "cardCreate",
  "cards.deliver": "cardDeliver",
  "cards.createAndDeliver": "cardCreateAndDeliver",
  "cards.update": "cardUpdate",
  "cards.stream": "cardStreamingUpdate",
  "cards.appendSpace": "cardAppendSpace",
  "workflow.create": "workflowCreateInstance",
  "workflow.get": "workflowGetInstance",
  "workflow.terminate": "workflowTerminateInstance",
  "workflow.execute": "workflowExecuteTask",
  "workflow.transfer": "workflowRedirectTask",
  "workflow.comment": "workflowAddComment",
  "workflow.todoCount": "workflowCountTodoTasks",
  "workflow.processCode": "workflowGetProcessCodeByName",
  "workflow.form": "workflowGetFormSchema",
  "todos.create": "todoCreate",
  "todos.get": "todoGet",
  "todos.getBySourceId": "todoGetBySourceId",
  "todos.list": "todoListOrg",
  "todos.update": "todoUpdate",
  "todos.updateExecutors": "todoUpdateExecutorStatus",
  "todos.delete": "todoDelete",
  "media.upload": "mediaUpload",
  // Reads a URL that another operation answered.
  "media.download": undefined,
} as const satisfies Record<Method, OperationName | undefined>;

/** The methods of a client that make the calls of an operation, such as `users.get`. */
export function methodsOf(operation: string): string[] {
  const entries: [string, string | undefined][] = Object.entries(operationOf);
  return entries.flatMap(([method, called]) => (called === operation ? [method] : []));
}
