import { fromOperation } from "../../command/from-operation.ts";
import { listAt, textAt, valueAt } from "../../fields.ts";
import { lines, table, type View } from "../../output/answer.ts";
import { renderRecord, renderTable } from "../../output/render.ts";
import { approvalCreate, approvalForecast, readProcessCode } from "./approval-create.ts";
import { plainLabel, readFormFields } from "./approval-form.ts";
import { approvalList } from "./approval-list.ts";
import { approvalExecute, approvalTransfer } from "./approval-task.ts";

const instanceId = { name: "instanceId", summary: "Id of the approval" };
const asManager = { managerUserId: { name: "as", summary: "userId of a manager of the forms (default: you)" } };
const waitingColumns = { instanceId: "processInstanceId", Title: "title", taskId: "taskId", Created: "createTime" };
const attachmentFlags = { processInstanceId: { name: "instance" }, withCommentAttatchment: { name: "of-comments" } };

export const commands = [
  approvalCreate,
  fromOperation({
    name: "get",
    operation: "workflowGetInstance",
    summary: "Show an approval with its values, tasks and history",
    arguments: { processInstanceId: instanceId },
    result: "result",
    view: showApproval,
  }),
  approvalList,
  fromOperation({
    name: "terminate",
    operation: "workflowTerminateInstance",
    summary: "Withdraw a running approval",
    details: "Not within 15 seconds of its start. Without --system it must be your own.",
    arguments: { processInstanceId: instanceId },
    without: ["isSystem"],
    flags: { operatingUserId: { name: "as", summary: "userId of who started it (default: you)" } },
    options: [{ name: "system", type: "flag", summary: "Withdraw it in the name of the system, whoever started it" }],
    prepare: async ({ operatingUserId }, { dingtalk }, input) => {
      if (input.flag("system") === true) return { isSystem: true };
      return { isSystem: false, operatingUserId: operatingUserId ?? (await dingtalk.myUserId()) };
    },
    question: (input) => `Withdraw the approval ${input.argument("instanceId")}.`,
  }),
  approvalExecute,
  approvalTransfer,
  fromOperation({
    name: "comment",
    operation: "workflowAddComment",
    summary: "Comment on an approval",
    arguments: { processInstanceId: instanceId, text: { name: "text", summary: "What to say" } },
    me: ["commentUserId"],
    flags: { commentUserId: { name: "as", summary: "userId of who comments (default: you)" } },
  }),
  fromOperation({
    name: "todo-count",
    operation: "workflowCountTodoTasks",
    summary: "Count the approvals that wait for a person",
    arguments: { userId: { name: "userId", summary: "Default: you", optional: true } },
    me: ["userId"],
    result: "result",
  }),
  fromOperation({
    name: "templates",
    operation: "workflowListVisibleTemplates",
    summary: "List the forms that a person may use",
    flags: { userId: { name: "user", summary: "userId (default: all forms)" } },
    columns: { "Process code": "processCode", Name: "name", Folder: "dirName" },
  }),
  fromOperation({
    name: "managed-templates",
    operation: "workflowListManagedTemplates",
    summary: "List the forms that a person may manage",
    arguments: { userId: { name: "userId", summary: "Default: you", optional: true } },
    me: ["userId"],
    result: "result",
    columns: { "Process code": "processCode", Name: "flowTitle", Changed: "gmtModified" },
  }),
  fromOperation({
    name: "code",
    operation: "workflowGetProcessCodeByName",
    summary: "Find the process code of a form by its exact name",
    arguments: { name: { name: "name", summary: "Name of the form" } },
    result: "result",
  }),
  fromOperation({
    name: "schema",
    operation: "workflowGetFormSchema",
    summary: "Show the fields of a form",
    examples: ["approval schema PROC-1", "approval schema --form-name 请假"],
    arguments: { processCode: { name: "processCode", summary: "Or --form-name", optional: true } },
    options: [{ name: "form-name", type: "text", value: "name", summary: "Name of the form" }],
    prepare: async (fields, context, input) => ({ processCode: await readProcessCode(context, input, fields) }),
    result: "result",
    view: showForm,
  }),
  approvalForecast,
  fromOperation({
    name: "waiting",
    operation: "workflowPremiumListTodoTasks",
    summary: "List the approvals that wait for a person (paid approval edition)",
    arguments: { userId: { name: "userId", summary: "Default: you", optional: true } },
    me: ["userId"],
    columns: waitingColumns,
  }),
  fromOperation({
    name: "waiting-by-manager",
    operation: "workflowListTodoTasksByManager",
    summary: "List the approvals that wait for a person, as a manager of the forms",
    arguments: { actionerUserId: { name: "userId", summary: "For whom they wait" } },
    me: ["managerUserId"],
    flags: asManager,
    columns: waitingColumns,
  }),
  fromOperation({
    name: "waiting-by-manager-paid",
    operation: "workflowPremiumListTodoTasksByManager",
    summary: "The same in the paid approval edition",
    arguments: { actionerUserId: { name: "userId", summary: "For whom they wait" } },
    me: ["managerUserId"],
    flags: asManager,
    columns: waitingColumns,
  }),
  fromOperation({
    name: "attachment-url",
    operation: "workflowGetAttachmentUrl",
    summary: "Get an address of an attachment for 15 minutes",
    arguments: { fileId: { name: "fileId", summary: "Id of the file" } },
    flags: attachmentFlags,
    result: "result",
  }),
  fromOperation({
    name: "attachment-space",
    operation: "workflowGetAttachmentSpace",
    summary: "Get the drive space for attachments, with the right to upload",
    me: ["userId"],
    flags: { userId: { name: "user", summary: "userId (default: you)" } },
    result: "result",
  }),
  fromOperation({
    name: "attachment-preview",
    operation: "workflowAuthorizePreview",
    summary: "Let a person preview an attachment",
    arguments: { fileId: { name: "fileId", summary: "Id of the file" } },
    me: ["userId"],
    without: ["fileIdList"],
    flags: { ...attachmentFlags, userId: { name: "user", summary: "userId (default: you)" } },
    // DingTalk marks the list as optional and refuses calls without it.
    prepare: ({ fileId, fileIdList }) => ({ fileIdList: fileIdList ?? [fileId] }),
    result: "result",
  }),
  fromOperation({
    name: "attachment-allow",
    operation: "workflowAuthorizeDownload",
    summary: "Let a person download attachments",
    me: ["userId"],
    flags: {
      fileInfos: { name: "files", summary: 'JSON such as [{"fileId":"1","spaceId":2}]' },
      userId: { name: "user" },
    },
  }),
];

/** Facts, values and tasks, one under the other. */
function showApproval(approval: unknown): View {
  const facts = {
    Title: valueAt(approval, "title"),
    Status: [textAt(approval, "status"), textAt(approval, "result")].filter((text) => text !== undefined).join(", "),
    "Started by": valueAt(approval, "originatorUserId"),
    Started: valueAt(approval, "createTime"),
    Finished: valueAt(approval, "finishTime"),
    Number: valueAt(approval, "businessId"),
  };
  const values = listAt(approval, "formComponentValues").map((entry) => [
    plainLabel(textAt(entry, "name") ?? ""),
    valueAt(entry, "value"),
  ]);
  const columns = { taskId: "taskId", userId: "userId", Status: "status", Result: "result" };
  const tasks = Object.entries(columns).map(([title, path]) => ({ title, path }));
  return lines(
    ...renderRecord(facts, wide),
    "",
    ...renderRecord(Object.fromEntries(values) as Record<string, unknown>, wide),
    "",
    ...renderTable(tasks, listAt(approval, "tasks"), wide),
  );
}

const wide = 120;

function showForm(schema: unknown): View {
  const rows = readFormFields(schema).map((field) => ({
    ...field,
    label: plainLabel(field.label),
    required: field.required ? "yes" : "",
  }));
  return table(rows, { Label: "label", Component: "component", Required: "required", Options: "options" });
}
