// To-dos of a person. All people are union ids.
import type { Operation } from "../../operation.ts";
import { roleTypes, todoCardFields } from "../fragments/todo.ts";

export const todoListOrg = {
  name: "todoListOrg",
  group: "todo",
  description: "List the work to-dos of a person in this organisation.",
  host: "api",
  method: "POST",
  path: "/v1.0/todo/users/{unionId}/org/tasks/query",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    path: {
      type: "object",
      properties: { unionId: { type: "string", person: "unionId", description: "Union id of the person." } },
      required: ["unionId"],
    },
    body: {
      type: "object",
      properties: {
        isDone: { type: "boolean", description: "Done or open." },
        nextToken: { type: "string", description: "Position of the page, from the answer before." },
        roleTypes,
        todoType: { type: "string", description: "TODO or READ.", enum: ["TODO", "READ"] },
      },
    },
  },
  result: {
    type: "object",
    properties: {
      nextToken: { type: "string", description: "Position of the next page." },
      todoCards: {
        type: "array",
        items: {
          type: "object",
          properties: todoCardFields,
        },
      },
    },
  },
  paging: { style: "token", position: "nextToken", items: "todoCards", next: "nextToken" },
  permissions: ["Todo.Todo.Read"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 400: ["todo.orgTaskQuery.paramError"], 500: ["todo.orgTaskQuery.systemError"] },
  limits: ["done items go back 180 days; open items have no such limit", "page size is fixed by the server"],
  notes: ["Only to-dos made with todoCreate and a detailUrl are listed."],
  unconfirmed: ["page size"],
  sdk: "todo_1_0.QueryOrgTodoTasks",
  docUrl: "https://open.dingtalk.com/document/development/query-the-to-do-list-of-enterprise-users",
} as const satisfies Operation;

export const todoList = {
  name: "todoList",
  group: "todo",
  description: "List the to-dos of a person.",
  host: "api",
  method: "POST",
  path: "/v1.0/todo/users/{unionId}/tasks/list",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    path: {
      type: "object",
      properties: { unionId: { type: "string", person: "unionId", description: "Union id of the person." } },
      required: ["unionId"],
    },
    body: {
      type: "object",
      properties: {
        category: { type: "string", description: "Only this category." },
        fromDueTime: { type: "integer", description: "Earliest due time, milliseconds since 1970." },
        isDone: { type: "boolean", description: "Done or open." },
        isRecycled: { type: "boolean", description: "In the recycle bin." },
        nextToken: { type: "string", description: "Position of the page, from the answer before." },
        orderBy: { type: "string", description: "Field by which the list is sorted." },
        orderDirection: { type: "string", description: "Ascending or descending." },
        roleTypes,
        toDueTime: { type: "integer", description: "Latest due time, milliseconds since 1970." },
      },
    },
  },
  result: {
    type: "object",
    properties: {
      nextToken: { type: "string", description: "Position of the next page." },
      todoCards: {
        type: "array",
        items: {
          type: "object",
          properties: {
            bizTag: { type: "string", description: "The app or product that made it." },
            category: { type: "string" },
            createdTime: { type: "number", description: "Milliseconds since 1970." },
            creatorId: { type: "string", description: "Union id of the creator." },
            detailUrl: {
              type: "object",
              properties: {
                appUrl: { type: "string", description: "Page on phones." },
                pcUrl: { type: "string", description: "Page on computers." },
              },
            },
            dueTime: { type: "number", description: "Due time, milliseconds since 1970." },
            isDone: { type: "boolean", description: "Whether it is done." },
            modifiedTime: { type: "number", description: "Milliseconds since 1970." },
            orgInfo: {
              type: "object",
              properties: {
                corpId: { type: "string", description: "Id of the organisation." },
                name: { type: "string" },
              },
            },
            originalSource: { type: "object", properties: { sourceTitle: { type: "string" } } },
            priority: { type: "number", description: "10 low, 20 normal, 30 urgent, 40 very urgent." },
            sourceId: { type: "string", description: "Your id of the to-do." },
            subject: { type: "string", description: "Title." },
            taskId: { type: "string" },
            todoCardView: {
              type: "object",
              properties: {
                actionType: { type: "string" },
                cardType: { type: "string" },
                circleELType: { type: "string" },
                contentType: { type: "string" },
                icon: { type: "string" },
                todoCardContentList: {
                  type: "array",
                  items: { type: "object", properties: { name: { type: "string" }, value: { type: "string" } } },
                },
                todoCardTitle: { type: "string" },
              },
            },
            todoStatus: { type: "string" },
          },
        },
      },
      totalCount: { type: "number", description: "Number of all entries." },
    },
  },
  paging: { style: "token", position: "nextToken", items: "todoCards", next: "nextToken", total: "totalCount" },
  permissions: [],
  appTypes: [],
  errors: {},
  notes: ["No current public doc page; permission not confirmed."],
  unconfirmed: ["permission code", "supported app types", "page size"],
  sdk: "todo_1_0.QueryTodoTasks",
} as const satisfies Operation;

export const todoQueryOrgByUser = {
  name: "todoQueryOrgByUser",
  group: "todo",
  description: "Search the to-dos of a person in this organisation.",
  host: "api",
  method: "POST",
  path: "/v1.0/todo/users/{unionId}/organizations/tasks/query",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    path: {
      type: "object",
      properties: { unionId: { type: "string", person: "unionId", description: "Union id of the person." } },
      required: ["unionId"],
    },
    body: {
      type: "object",
      properties: {
        fromDueTime: { type: "integer", description: "Earliest due time, milliseconds since 1970." },
        isDone: { type: "boolean", description: "Done or open." },
        maxResults: { type: "integer", description: "Entries per page.", minimum: 1 },
        nextToken: { type: "string", description: "Position of the page, from the answer before." },
        orderBy: { type: "string", description: "Field by which the list is sorted." },
        orderDirection: { type: "string", description: "Ascending or descending." },
        roleTypes,
        subject: { type: "string", description: "Title.", maxLength: 1024 },
        toDueTime: { type: "integer", description: "Latest due time, milliseconds since 1970." },
        todoType: { type: "string", description: "TODO or READ.", enum: ["TODO", "READ"] },
      },
    },
  },
  result: {
    type: "object",
    properties: {
      maxResults: { type: "number" },
      nextToken: { type: "string", description: "Position of the next page." },
      todoCards: {
        type: "array",
        items: {
          type: "object",
          properties: { ...todoCardFields, sourceExt: { type: "string" } },
        },
      },
    },
  },
  paging: { style: "token", position: "nextToken", size: "maxResults", items: "todoCards", next: "nextToken" },
  permissions: [],
  appTypes: [],
  errors: {},
  notes: ["No current public doc page; permission not confirmed."],
  unconfirmed: ["permission code", "supported app types", "maximum maxResults"],
  sdk: "todo_1_0.QueryOrgTodoByUser",
} as const satisfies Operation;

export const todoCount = {
  name: "todoCount",
  group: "todo",
  description: "Count the to-dos of a person.",
  host: "api",
  method: "POST",
  path: "/v1.0/todo/users/{unionId}/tasks/count",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    path: {
      type: "object",
      properties: { unionId: { type: "string", person: "unionId", description: "Union id of the person." } },
      required: ["unionId"],
    },
    body: {
      type: "object",
      properties: {
        fromDueTime: { type: "integer", description: "Earliest due time, milliseconds since 1970." },
        isDone: { type: "boolean", description: "Done or open." },
        isRecycled: { type: "boolean", description: "In the recycle bin." },
        roleTypes,
        toDueTime: { type: "integer", description: "Latest due time, milliseconds since 1970." },
      },
    },
  },
  result: { type: "object", properties: { result: { type: "number", description: "Number of to-dos." } } },
  permissions: [],
  appTypes: [],
  errors: {},
  notes: ["No current public doc page; permission not confirmed."],
  unconfirmed: ["permission code", "supported app types"],
  sdk: "todo_1_0.CountTodoTasks",
} as const satisfies Operation;
