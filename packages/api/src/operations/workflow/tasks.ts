// What approvals ask of people.
import type { Operation } from "../../operation.ts";
import { commentFile } from "../fragments/workflow.ts";

export const workflowExecuteTask = {
  name: "workflowExecuteTask",
  group: "workflow",
  description: "Agree to or refuse an approval task in the name of its holder.",
  host: "api",
  method: "POST",
  path: "/v1.0/workflow/processInstances/execute",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "write",
  input: {
    body: {
      type: "object",
      properties: {
        actionerUserId: { type: "string", person: "userId", description: "User id of the holder of the task." },
        file: commentFile,
        processInstanceId: { type: "string", description: "Id of the approval." },
        remark: { type: "string", description: "Comment.", maxLength: 1024 },
        result: { type: "string", description: "Decision.", enum: ["agree", "refuse"] },
        taskId: { type: "integer", description: "Id of the task." },
      },
      required: ["actionerUserId", "processInstanceId", "result", "taskId"],
    },
  },
  result: { type: "object", properties: { result: { type: "boolean" }, success: { type: "boolean" } } },
  permissions: ["Workflow.Instance.Write"],
  appTypes: ["internal"],
  errors: {
    400: [
      "invalidParameter",
      "needAuth",
      "invalidAgentId",
      "aflowProcessNotExist",
      "invalidInstanceId",
      "invalidInstanceExecuteActionerUserId",
      "invalidInstanceExecuteTaskId",
      "invalidInstanceExecuteResult",
      "aflowProcessFormDataIsNull",
      "aflowProcessInstStatusException",
      "aflowProcessInstCanNotBeExecuted",
      "internalError",
      "userNotExist",
    ],
    500: ["systemError"],
  },
  limits: ["remark at most 1024 characters", "attachments at most 20", "result is agree or refuse"],
  sdk: "workflow_1_0.ExecuteProcessInstance",
  docUrl: "https://open.dingtalk.com/document/development/approve-or-reject-the-approval-task",
} as const satisfies Operation;

export const workflowRedirectTask = {
  name: "workflowRedirectTask",
  group: "workflow",
  description: "Hand an approval task to another person.",
  host: "api",
  method: "POST",
  path: "/v1.0/workflow/tasks/redirect",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "write",
  input: {
    body: {
      type: "object",
      properties: {
        actionName: { type: "string", description: "Name of the action in the history.", maxLength: 128 },
        file: commentFile,
        operateUserId: { type: "string", person: "userId", description: "User id of the present holder of the task." },
        remark: { type: "string", description: "Comment.", maxLength: 256 },
        taskId: { type: "integer", description: "Id of the task." },
        toUserId: { type: "string", person: "userId", description: "User id of the new holder of the task." },
      },
      required: ["operateUserId", "taskId", "toUserId"],
    },
  },
  result: { type: "object", properties: { result: { type: "boolean" } } },
  permissions: ["Workflow.Instance.Write"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: [
      "param.blank",
      "param.illegal",
      "task.status.error",
      "instance.status.error",
      "param.illegal.operator",
      "internalError",
    ],
    500: ["system.error"],
  },
  limits: ["remark at most 256 characters", "actionName at most 128 characters", "attachments at most 20"],
  notes: ["operateUserId must be the present holder of the task."],
  sdk: "workflow_1_0.RedirectWorkflowTask",
  docUrl: "https://open.dingtalk.com/document/development/transfer-the-oa-approval-task",
} as const satisfies Operation;

export const workflowCountTodoTasks = {
  name: "workflowCountTodoTasks",
  group: "workflow",
  description: "Count the approvals that wait for a person.",
  host: "api",
  method: "GET",
  path: "/v1.0/workflow/processes/todoTasks/numbers",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  input: {
    query: {
      type: "object",
      properties: { userId: { type: "string", person: "userId", description: "User id in the organisation." } },
      required: ["userId"],
    },
  },
  result: { type: "object", properties: { result: { type: "number", description: "Number of approvals." } } },
  permissions: ["Workflow.Instance.Read"],
  appTypes: ["internal"],
  errors: {
    400: ["invalidParameter", "invalidAccessToken", "invalidGetTodoTaskSumUserId", "internalError", "userNotExist"],
    500: ["systemError"],
  },
  sdk: "workflow_1_0.GetUserTodoTaskSum",
  docUrl: "https://open.dingtalk.com/document/development/queries-the-number-of-requests-to-be-approved-by-users",
} as const satisfies Operation;

export const workflowListTodoTasksByManager = {
  name: "workflowListTodoTasksByManager",
  group: "workflow",
  description: "List the approvals that wait for a person, as seen by a manager of the forms.",
  host: "api",
  method: "GET",
  path: "/v1.0/workflow/tasks/todoTasks",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  input: {
    query: {
      type: "object",
      properties: {
        actionerUserId: { type: "string", person: "userId", description: "User id of the holder of the task." },
        managerUserId: { type: "string", person: "userId", description: "User id of a manager of the forms." },
        maxResults: { type: "integer", description: "Entries per page.", minimum: 1 },
        nextToken: { type: "integer", description: "Position of the page, from the answer before." },
      },
      required: ["actionerUserId", "managerUserId", "maxResults", "nextToken"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          hasMore: { type: "boolean", description: "Whether more pages follow." },
          list: {
            type: "array",
            items: {
              type: "object",
              properties: {
                businessId: { type: "string", description: "Number of the approval that people see." },
                canRedirect: { type: "boolean", description: "Whether the task may be handed over." },
                createTime: { type: "number" },
                processCode: { type: "string", description: "Process code of the form." },
                processInstanceId: { type: "string", description: "Id of the approval." },
                taskId: { type: "number" },
                title: { type: "string" },
                userId: { type: "string", description: "User id." },
              },
            },
          },
        },
      },
    },
  },
  paging: {
    style: "page",
    position: "nextToken",
    first: 1,
    size: "maxResults",
    maxSize: 20,
    items: "result.list",
    more: "result.hasMore",
  },
  permissions: [],
  appTypes: [],
  errors: {},
  notes: ["No current public doc page (the public page is the premium variant, whose nextToken counts from 1)."],
  unconfirmed: [
    "permission code",
    "supported app types",
    "whether it still works without the paid OA edition",
    "first nextToken",
  ],
  sdk: "workflow_1_0.TodoTasks",
} as const satisfies Operation;

export const workflowPremiumListTodoTasks = {
  name: "workflowPremiumListTodoTasks",
  group: "workflow",
  description: "List the approvals that wait for a person (paid approval edition).",
  host: "api",
  method: "GET",
  path: "/v1.0/workflow/premium/processCentres/todoTasks",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  input: {
    query: {
      type: "object",
      properties: {
        createBefore: { type: "string", description: "Only tasks made before this time." },
        pageNumber: { type: "integer", description: "Page.", minimum: 1, maximum: 10 },
        pageSize: { type: "integer", description: "Entries per page.", minimum: 1, maximum: 20 },
        userId: { type: "string", person: "userId", description: "User id in the organisation." },
      },
      required: ["pageNumber", "pageSize", "userId"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          hasMore: { type: "boolean", description: "Whether more pages follow." },
          list: {
            type: "array",
            items: {
              type: "object",
              properties: {
                activityId: { type: "string", description: "Id of the step." },
                appType: { type: "number" },
                formMassage: { type: "string" },
                originatorId: { type: "string" },
                originatorName: { type: "string" },
                originatorPhoto: { type: "string" },
                processCreateTime: { type: "string" },
                processEndTime: { type: "string" },
                processInstanceId: { type: "string", description: "Id of the approval." },
                processType: { type: "number" },
                status: { type: "string" },
                taskId: { type: "string" },
                title: { type: "string" },
                url: { type: "string" },
              },
            },
          },
          success: { type: "boolean" },
        },
      },
    },
  },
  paging: {
    style: "page",
    position: "pageNumber",
    first: 1,
    size: "pageSize",
    maxSize: 20,
    items: "result.list",
    more: "result.hasMore",
  },
  permissions: ["Premium.Workflow.ReadWrite.All"],
  appTypes: ["internal"],
  errors: {
    400: ["oaplus.params.error", "oaplus.query.limit", "benefit.status.invalid", "benefit.query.error"],
    500: ["system.error"],
  },
  limits: ["pageSize at most 20", "pageNumber 1..10"],
  notes: [
    "Paid OA edition only (benefit.status.invalid otherwise).",
    "taskId is a string here and a number in workflowExecuteTask.",
  ],
  sdk: "workflow_1_0.PremiumGetTodoTasks",
  docUrl: "https://open.dingtalk.com/document/development/api-premiumgettodotasks",
} as const satisfies Operation;

export const workflowPremiumListTodoTasksByManager = {
  name: "workflowPremiumListTodoTasksByManager",
  group: "workflow",
  description: "List the approvals that wait for a person, as seen by a manager of the forms (paid approval edition).",
  host: "api",
  method: "GET",
  path: "/v1.0/workflow/premium/tasks/todoTasks",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  input: {
    query: {
      type: "object",
      properties: {
        actionerUserId: { type: "string", person: "userId", description: "User id of the holder of the task." },
        managerUserId: { type: "string", person: "userId", description: "User id of a manager of the forms." },
        maxResults: { type: "integer", description: "Entries per page.", minimum: 1, maximum: 20 },
        nextToken: { type: "integer", description: "Position of the page, from the answer before." },
      },
      required: ["actionerUserId", "managerUserId", "maxResults", "nextToken"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          hasMore: { type: "boolean", description: "Whether more pages follow." },
          list: {
            type: "array",
            items: {
              type: "object",
              properties: {
                businessId: { type: "string", description: "Number of the approval that people see." },
                canRedirect: { type: "boolean", description: "Whether the task may be handed over." },
                createTime: { type: "number" },
                processCode: { type: "string", description: "Process code of the form." },
                processInstanceId: { type: "string", description: "Id of the approval." },
                taskId: { type: "number" },
                title: { type: "string" },
                userId: { type: "string", description: "User id." },
              },
            },
          },
        },
      },
    },
  },
  paging: {
    style: "page",
    position: "nextToken",
    first: 1,
    size: "maxResults",
    maxSize: 20,
    items: "result.list",
    more: "result.hasMore",
  },
  permissions: ["Premium.Workflow.ReadWrite.All"],
  appTypes: ["internal"],
  errors: {
    400: [
      "param.user.notexist",
      "param.manager.notexist",
      "qps.exceed.limit",
      "oaplus.query.limit",
      "benefit.status.invalid",
      "benefit.query.error",
    ],
    500: ["system.error"],
  },
  limits: ["maxResults at most 20"],
  notes: ["Paid OA edition only."],
  sdk: "workflow_1_0.PremiumQueryTodoTasksByManager",
  docUrl: "https://open.dingtalk.com/document/development/api-premiumquerytodotasksbymanager",
} as const satisfies Operation;
