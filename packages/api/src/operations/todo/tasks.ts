// To-dos, one by one. All people are union ids.
import type { Operation } from "../../operation.ts";
import { contentFieldList, taskProperties } from "../fragments/todo.ts";

export const todoCreate = {
  name: "todoCreate",
  group: "todo",
  description: "Create a to-do for one or more people.",
  host: "api",
  method: "POST",
  path: "/v1.0/todo/users/{unionId}/tasks",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "write",
  idempotencyKey: "sourceId",
  input: {
    path: {
      type: "object",
      properties: { unionId: { type: "string", person: "unionId", description: "Union id of the creator." } },
      required: ["unionId"],
    },
    query: {
      type: "object",
      properties: {
        operatorId: { type: "string", person: "unionId", description: "Union id of the person who makes the change." },
      },
    },
    body: {
      type: "object",
      properties: {
        actionList: {
          type: "array",
          description: "Buttons on the to-do.",
          items: {
            type: "object",
            properties: {
              actionKey: { type: "string", description: "Your id of the button." },
              actionType: { type: "integer", description: "1 calls a service, 2 opens a page.", enum: [1, 2] },
              buttonStyleType: { type: "integer", description: "Look of the button." },
              param: {
                type: "object",
                description: "What a click sends to the service.",
                properties: {
                  body: { type: "string", description: "Body, as text." },
                  header: { type: "object", additionalProperties: {}, description: "Headers." },
                },
              },
              pcUrl: { type: "string", description: "Page on computers." },
              title: { type: "string", description: "Text of the button." },
              url: { type: "string", description: "Address of the service, or page on phones." },
            },
          },
        },
        bizCategoryId: { type: "string", description: "Category of the to-do." },
        contentFieldList,
        creatorId: { type: "string", person: "unionId", description: "Union id of the creator." },
        description: { type: "string", description: "Text below the title.", maxLength: 4096 },
        detailUrl: {
          type: "object",
          description: "Page with the details; without it the to-do is not listed for the organisation.",
          properties: {
            appUrl: { type: "string", description: "Address on the phone.", maxBytes: 1024 },
            pcUrl: { type: "string", description: "Address on the computer.", maxBytes: 1024 },
          },
        },
        dueTime: { type: "integer", description: "Due time, milliseconds since 1970." },
        executorIds: {
          type: "array",
          items: { type: "string", person: "unionId" },
          description: "Union ids of the people who do it.",
        },
        isOnlyShowExecutor: { type: "boolean", description: "Only its executors see it in their lists." },
        notifyConfigs: {
          type: "object",
          description: "How people are told of the to-do.",
          properties: {
            dingNotify: { type: "string", description: 'Reminder as DING: "1" or "0".' },
            sendAssistantChat: { type: "string", description: 'Message of the to-do assistant: "true" or "false".' },
            sendTodoApn: { type: "string", description: 'Push notification: "true" or "false".' },
          },
        },
        participantIds: {
          type: "array",
          items: { type: "string", person: "unionId" },
          description: "Union ids of the people who watch it.",
        },
        priority: {
          type: "integer",
          description: "10 low, 20 normal, 30 urgent, 40 very urgent.",
          enum: [10, 20, 30, 40],
        },
        remindNotifyConfigs: {
          type: "object",
          description: "How people are reminded.",
          properties: {
            dingNotify: { type: "string", description: 'Reminder as DING: "1" or "0".' },
            sendTodoApn: { type: "string", description: 'Push notification: "true" or "false".' },
          },
        },
        reminderTimeStamp: { type: "integer", description: "When to remind, milliseconds since 1970." },
        sourceId: { type: "string", description: "Your id of the to-do: the idempotency key." },
        subject: { type: "string", description: "Title.", maxLength: 1024 },
        todoType: { type: "string", description: "TODO or READ.", enum: ["TODO", "READ"] },
        thirdExtension: { type: "object", additionalProperties: {}, description: "Further fields of your own." },
      },
      required: ["subject"],
    },
  },
  result: {
    type: "object",
    properties: {
      bizTag: { type: "string", description: "The app or product that made it." },
      contentFieldList,
      createdTime: { type: "number", description: "Milliseconds since 1970." },
      creatorId: { type: "string", description: "Union id of the creator." },
      description: { type: "string" },
      detailUrl: {
        type: "object",
        properties: {
          appUrl: { type: "string", description: "Page on phones." },
          pcUrl: { type: "string", description: "Page on computers." },
        },
      },
      done: { type: "boolean", description: "Whether it is done." },
      dueTime: { type: "number", description: "Due time, milliseconds since 1970." },
      executorIds: { type: "array", items: { type: "string" } },
      finishTime: { type: "number", description: "Milliseconds since 1970." },
      id: { type: "string" },
      isOnlyShowExecutor: { type: "boolean", description: "Whether only its executors see it in their lists." },
      modifiedTime: { type: "number", description: "Milliseconds since 1970." },
      modifierId: { type: "string", description: "Union id of who changed it last." },
      notifyConfigs: { type: "object", properties: { dingNotify: { type: "string" } } },
      participantIds: { type: "array", items: { type: "string" } },
      priority: { type: "number", description: "10 low, 20 normal, 30 urgent, 40 very urgent." },
      requestId: { type: "string", description: "DingTalk's id of the call." },
      source: { type: "string" },
      sourceId: { type: "string", description: "Your id of the to-do." },
      startTime: { type: "number", description: "Milliseconds since 1970." },
      subject: { type: "string", description: "Title." },
    },
  },
  permissions: ["Todo.Todo.Write"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: ["todo.taskCreate.lockError", "todo.taskCreate.paramError", "todo.taskCreate.flowControlError"],
    500: ["todo.taskCreate.systemError"],
  },
  limits: [
    "subject at most 1024",
    "description at most 4096",
    "executorIds and participantIds: at most 100 each advised",
    "detailUrl.appUrl and detailUrl.pcUrl at most 1024 bytes each",
    "priority is 10, 20, 30 or 40",
    "dueTime in milliseconds",
  ],
  notes: [
    "detailUrl is in effect required since 2024-02 (work to-dos only).",
    "All people are unionIds, also in the path; path unionId = creator.",
    "A known sourceId gives 400 todo.taskCreate.paramError (task exist).",
    "Third-party apps need a user access token (doc).",
    "thirdExtension is in the official doc only.",
  ],
  unconfirmed: ["case rule and length of sourceId"],
  sdk: "todo_1_0.CreateTodoTask",
  docUrl: "https://open.dingtalk.com/document/development/add-dingtalk-to-do-task",
} as const satisfies Operation;

export const todoCreatePersonal = {
  name: "todoCreatePersonal",
  group: "todo",
  description: "Create a personal to-do in the name of the person who granted the user token.",
  host: "api",
  method: "POST",
  path: "/v1.0/todo/users/me/personalTasks",
  auth: "header",
  tokenKind: "user",
  encoding: "json",
  effect: "write",
  input: {
    body: {
      type: "object",
      properties: {
        description: { type: "string", description: "Text below the title.", maxBytes: 4096 },
        dueTime: { type: "integer", description: "Due time, milliseconds since 1970." },
        executorIds: {
          type: "array",
          items: { type: "string" },
          description: "Union ids of the people who do it.",
          maxItems: 100,
        },
        notifyConfigs: {
          type: "object",
          description: "How people are told of the to-do.",
          properties: { dingNotify: { type: "string", description: 'Reminder as DING: "1" or "0".' } },
        },
        participantIds: {
          type: "array",
          items: { type: "string" },
          description: "Union ids of the people who watch it.",
          maxItems: 100,
        },
        reminderTimeStamp: { type: "integer", description: "When to remind, milliseconds since 1970." },
        subject: { type: "string", description: "Title.", maxBytes: 1024 },
      },
      required: ["executorIds", "subject"],
    },
  },
  result: {
    type: "object",
    properties: {
      createdTime: { type: "number", description: "Milliseconds since 1970." },
      taskId: { type: "string" },
    },
  },
  permissions: ["Todo.PersonalTodo.Write"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: [
      "todo.taskCreate.lockError",
      "todo.taskCreate.paramError",
      "todo.taskCreate.flowControlError",
      "todo.taskCreate.systemError",
      "todo.taskCreate.tokenTypeError",
    ],
  },
  limits: [
    "subject at most 1024 bytes",
    "description at most 4096 bytes",
    "executorIds and participantIds at most 100 each",
  ],
  notes: ["Needs a user access token (400 todo.taskCreate.tokenTypeError otherwise)."],
  sdk: "todo_1_0.CreatePersonalTodoTask",
  docUrl: "https://open.dingtalk.com/document/development/api-createpersonaltodotask",
} as const satisfies Operation;

export const todoGet = {
  name: "todoGet",
  group: "todo",
  description: "Read one to-do.",
  host: "api",
  method: "GET",
  path: "/v1.0/todo/users/{unionId}/tasks/{taskId}",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  input: {
    path: {
      type: "object",
      properties: {
        unionId: { type: "string", person: "unionId", description: "Union id of the person." },
        taskId: { type: "string", description: "Id of the task." },
      },
      required: ["unionId", "taskId"],
    },
  },
  result: {
    type: "object",
    properties: {
      cardTypeId: { type: "string" },
      ...taskProperties,
    },
  },
  permissions: [],
  appTypes: [],
  errors: {},
  notes: ["No current public doc page; permission not confirmed."],
  unconfirmed: ["permission code", "supported app types"],
  sdk: "todo_1_0.GetTodoTask",
} as const satisfies Operation;

export const todoGetBySourceId = {
  name: "todoGetBySourceId",
  group: "todo",
  description: "Read one to-do by the source id that its creator gave it.",
  host: "api",
  method: "GET",
  path: "/v1.0/todo/users/{unionId}/tasks/sources/{sourceId}",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  input: {
    path: {
      type: "object",
      properties: {
        unionId: { type: "string", person: "unionId", description: "Union id of the person." },
        sourceId: { type: "string", description: "Your id of the to-do: the idempotency key." },
      },
      required: ["unionId", "sourceId"],
    },
  },
  result: {
    type: "object",
    properties: taskProperties,
  },
  permissions: [],
  appTypes: [],
  errors: {},
  notes: ["No current public doc page; permission not confirmed. The way to recover from task exist."],
  unconfirmed: ["permission code", "supported app types"],
  sdk: "todo_1_0.GetTodoTaskBySourceId",
} as const satisfies Operation;

export const todoUpdate = {
  name: "todoUpdate",
  group: "todo",
  description: "Change a to-do or mark it done.",
  host: "api",
  method: "PUT",
  path: "/v1.0/todo/users/{unionId}/tasks/{taskId}",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "write",
  overwrites: true,
  input: {
    path: {
      type: "object",
      properties: {
        unionId: { type: "string", person: "unionId", description: "Union id of the person who makes the change." },
        taskId: { type: "string", description: "Id of the task." },
      },
      required: ["unionId", "taskId"],
    },
    query: {
      type: "object",
      properties: {
        operatorId: { type: "string", person: "unionId", description: "Union id of the person who makes the change." },
      },
    },
    body: {
      type: "object",
      properties: {
        description: { type: "string", description: "Text below the title.", maxLength: 4096 },
        done: { type: "boolean", description: "Mark it done or open." },
        dueTime: { type: "integer", description: "Due time, milliseconds since 1970." },
        executorIds: {
          type: "array",
          items: { type: "string", person: "unionId" },
          description: "Union ids of the people who do it.",
          maxItems: 1_000,
        },
        participantIds: {
          type: "array",
          items: { type: "string", person: "unionId" },
          description: "Union ids of the people who watch it.",
          maxItems: 1_000,
        },
        subject: { type: "string", description: "Title.", maxLength: 1024 },
        contentFieldList,
      },
    },
  },
  result: { type: "object", properties: { result: { type: "boolean" } } },
  permissions: ["Todo.Todo.Write", "Todo.Todo.Read"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 400: ["todo.taskUpdate.paramError"], 500: ["todo.taskUpdate.systemError"] },
  limits: ["subject at most 1024", "description at most 4096", "executorIds and participantIds at most 1000 each"],
  notes: [
    "Only the app that made the to-do may change it (task not belong to bizTag).",
    "contentFieldList is in the official doc only.",
    "Path unionId = operator.",
  ],
  sdk: "todo_1_0.UpdateTodoTask",
  docUrl: "https://open.dingtalk.com/document/development/updates-dingtalk-to-do-tasks",
} as const satisfies Operation;

export const todoUpdateExecutorStatus = {
  name: "todoUpdateExecutorStatus",
  group: "todo",
  description: "Mark a to-do done or open for single executors.",
  host: "api",
  method: "PUT",
  path: "/v1.0/todo/users/{unionId}/tasks/{taskId}/executorStatus",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "write",
  overwrites: true,
  input: {
    path: {
      type: "object",
      properties: {
        unionId: { type: "string", person: "unionId", description: "Union id of the person." },
        taskId: { type: "string", description: "Id of the task." },
      },
      required: ["unionId", "taskId"],
    },
    query: {
      type: "object",
      properties: {
        operatorId: { type: "string", person: "unionId", description: "Union id of the person who makes the change." },
      },
    },
    body: {
      type: "object",
      properties: {
        executorStatusList: {
          type: "array",
          items: {
            type: "object",
            properties: {
              id: { type: "string", person: "unionId", description: "Union id of the executor." },
              isDone: { type: "boolean", description: "Done or open." },
            },
          },
          description: "State per executor.",
          maxItems: 1000,
        },
      },
    },
  },
  result: { type: "object", properties: { result: { type: "boolean" } } },
  batching: { list: "executorStatusList" },
  permissions: ["Todo.Todo.Write", "Todo.Todo.Read"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 400: ["todo.taskExecutorStatusUpdate.paramError"], 500: ["todo.taskExecutorStatusUpdate.systemError"] },
  limits: ["executorStatusList at most 1000"],
  sdk: "todo_1_0.UpdateTodoTaskExecutorStatus",
  docUrl: "https://open.dingtalk.com/document/development/update-dingtalk-to-do-status",
} as const satisfies Operation;

export const todoDelete = {
  name: "todoDelete",
  group: "todo",
  description: "Delete a to-do.",
  host: "api",
  method: "DELETE",
  path: "/v1.0/todo/users/{unionId}/tasks/{taskId}",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "destructive",
  input: {
    path: {
      type: "object",
      properties: {
        unionId: { type: "string", person: "unionId", description: "Union id of the person." },
        taskId: { type: "string", description: "Id of the task." },
      },
      required: ["unionId", "taskId"],
    },
    query: {
      type: "object",
      properties: {
        operatorId: { type: "string", person: "unionId", description: "Union id of the person who makes the change." },
      },
    },
  },
  result: {
    type: "object",
    properties: {
      requestId: { type: "string", description: "DingTalk's id of the call." },
      result: { type: "boolean" },
    },
  },
  permissions: ["Todo.Todo.Write"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 400: ["todo.taskDelete.paramError"], 500: ["todo.taskDelete.systemError"] },
  sdk: "todo_1_0.DeleteTodoTask",
  docUrl: "https://open.dingtalk.com/document/development/delete-dingtalk-to-do-tasks",
} as const satisfies Operation;
