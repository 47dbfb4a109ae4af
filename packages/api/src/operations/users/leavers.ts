// People who have left.
import type { Operation } from "../../operation.ts";

export const listLeaveRecords = {
  name: "listLeaveRecords",
  group: "users",
  description: "List who left the organisation in a period.",
  host: "api",
  method: "GET",
  path: "/v1.0/contact/empLeaveRecords",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  counted: false,
  input: {
    query: {
      type: "object",
      properties: {
        endTime: { type: "string", description: "End, ISO 8601 with zone; at most 365 days after the begin." },
        maxResults: { type: "integer", description: "Entries per page.", minimum: 1, maximum: 50 },
        nextToken: { type: "string", description: "Position of the page, from the answer before." },
        startTime: { type: "string", description: "Begin, ISO 8601 with zone, such as 2020-07-10T00:00:00Z." },
      },
      required: ["maxResults", "startTime"],
    },
  },
  result: {
    type: "object",
    properties: {
      nextToken: { type: "string", description: "Position of the next page." },
      records: {
        type: "array",
        items: {
          type: "object",
          properties: {
            leaveReason: { type: "string", description: "oapi, cancel, leave, unknown or delete." },
            leaveTime: { type: "string", description: "When the person left, as ISO 8601." },
            mobile: { type: "string", description: "Mobile number; needs its own permission." },
            name: { type: "string" },
            stateCode: { type: "string", description: "Country code of the mobile number." },
            userId: { type: "string", description: "User id." },
          },
        },
      },
    },
  },
  paging: {
    style: "token",
    position: "nextToken",
    first: "0",
    size: "maxResults",
    maxSize: 50,
    items: "records",
    next: "nextToken",
  },
  permissions: ["Contact.Common.Read"],
  appTypes: ["internal"],
  errors: { 400: ["invalidParameter.param.invalid"], 500: ["system.error"] },
  limits: [
    "maxResults at most 50",
    "startTime to endTime at most 365 days; without endTime, startTime at most 365 days ago",
    "times are ISO 8601 strings with zone, e.g. 2020-07-10T00:00:00Z",
  ],
  notes: ["leaveReason: oapi, cancel, leave, unknown, delete.", "Pass nextToken 0 on the first call (doc)."],
  unconfirmed: ["whether records ordering is stable"],
  sdk: "contact_1_0.ListEmpLeaveRecords",
  docUrl: "https://open.dingtalk.com/document/development/query-the-details-of-employees-who-have-left-office",
} as const satisfies Operation;

export const listDismissedUserIds = {
  name: "listDismissedUserIds",
  group: "users",
  description: "List the user ids of former employees known to the HR module.",
  host: "api",
  method: "GET",
  path: "/v1.0/hrm/employees/dismissions",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  counted: false,
  input: {
    query: {
      type: "object",
      properties: {
        maxResults: { type: "integer", description: "Entries per page.", minimum: 1, maximum: 50 },
        nextToken: { type: "integer", description: "Position of the page, from the answer before." },
      },
    },
  },
  result: {
    type: "object",
    properties: {
      hasMore: { type: "boolean", description: "Whether more pages follow." },
      nextToken: { type: "number", description: "Position of the next page." },
      userIdList: { type: "array", items: { type: "string" } },
    },
  },
  paging: {
    style: "token",
    position: "nextToken",
    first: 0,
    size: "maxResults",
    maxSize: 50,
    items: "userIdList",
    next: "nextToken",
    more: "hasMore",
  },
  permissions: ["qyapi_hrm_read_user"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 400: ["invalidParameter"], 500: ["systemError"] },
  limits: ["maxResults default 30, at most 50"],
  notes: ["Needs the smart-HR module."],
  sdk: "hrm_1_0.QueryDismissionStaffIdList",
  docUrl: "https://open.dingtalk.com/document/development/obtain-the-list-of-employees-who-have-left",
} as const satisfies Operation;

export const getDismissionInfos = {
  name: "getDismissionInfos",
  group: "users",
  description: "Read how and when up to 50 former employees left.",
  host: "api",
  method: "GET",
  path: "/v1.0/hrm/employees/dimissionInfos",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  counted: false,
  input: {
    query: {
      type: "object",
      properties: {
        userIdList: { type: "array", items: { type: "string" }, description: "User ids.", minItems: 1, maxItems: 50 },
      },
      required: ["userIdList"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "array",
        items: {
          type: "object",
          properties: {
            deptList: {
              type: "array",
              items: {
                type: "object",
                properties: {
                  dept_id: { type: "number", description: "Id of the department." },
                  dept_path: { type: "string", description: "Names from the root to the department." },
                },
              },
            },
            handoverUserId: { type: "string", description: "User id of who took over." },
            lastWorkDay: { type: "number", description: "Last day of work, milliseconds since 1970." },
            mainDeptId: { type: "number", description: "Id of the main department." },
            mainDeptName: { type: "string", description: "Name of the main department." },
            name: { type: "string" },
            passiveReason: { type: "array", items: { type: "string" } },
            preStatus: { type: "number" },
            reasonMemo: { type: "string", description: "Why, in words." },
            status: { type: "number" },
            userId: { type: "string", description: "User id." },
            voluntaryReason: { type: "array", items: { type: "string" } },
          },
        },
      },
    },
  },
  batching: { list: "userIdList" },
  permissions: ["qyapi_hrm_read_user"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 400: ["invalidParameter", "corpNotOpenHrm"], 500: ["systemError"] },
  limits: ["userIdList at most 50 ids, sent as one JSON-encoded array string in the query"],
  notes: ["Dismissal details; needs the smart-HR module."],
  sdk: "hrm_1_0.QueryHrmEmployeeDismissionInfo",
  docUrl: "https://open.dingtalk.com/document/development/obtain-resignation-information-of-employees-new-version",
} as const satisfies Operation;
