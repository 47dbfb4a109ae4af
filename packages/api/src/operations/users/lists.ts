// People, many at once. Names on the older host are snake_case.
import type { Operation } from "../../operation.ts";
import { departmentMembers, departmentMembersPaging } from "../fragments/users.ts";

export const countUsers = {
  name: "countUsers",
  group: "users",
  description: "Count the people of the organisation.",
  host: "oapi",
  method: "POST",
  path: "/topapi/user/count",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  counted: false,
  input: {
    body: {
      type: "object",
      properties: { only_active: { type: "boolean", description: "Count only people who activated DingTalk." } },
      required: ["only_active"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: { type: "object", properties: { count: { type: "number", description: "Number of people." } } },
    },
  },
  permissions: ["qyapi_get_member"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["400002", "40035", "-1"] },
  notes: ["Not limited by the app address-book scope."],
  sdk: "OapiUserCountRequest",
  docUrl: "https://open.dingtalk.com/document/development/user-management-acquires-number-employees",
} as const satisfies Operation;

export const listInactiveUsers = {
  name: "listInactiveUsers",
  group: "users",
  description: "List who did, or did not, log in on a day.",
  host: "oapi",
  method: "POST",
  path: "/topapi/inactive/user/v2/get",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  counted: false,
  input: {
    body: {
      type: "object",
      properties: {
        dept_ids: { type: "string", description: "Department ids joined by commas.", maxListed: 100 },
        is_active: { type: "boolean", description: "True lists who logged in, false who did not." },
        offset: { type: "integer", description: "Position of the page, from 0.", minimum: 0 },
        query_date: { type: "string", description: "Day as yyyyMMdd, within the last month." },
        size: { type: "integer", description: "Entries per page.", minimum: 1, maximum: 100 },
      },
      required: ["is_active", "offset", "query_date", "size"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          has_more: { type: "boolean", description: "Whether more pages follow." },
          list: { type: "array", items: { type: "string" } },
          next_cursor: { type: "number", description: "Position of the next page." },
        },
      },
    },
  },
  paging: {
    style: "token",
    position: "offset",
    first: 0,
    size: "size",
    maxSize: 100,
    items: "result.list",
    next: "result.next_cursor",
    more: "result.has_more",
  },
  batching: { list: "dept_ids" },
  permissions: ["qyapi_liveness_base"],
  appTypes: ["internal"],
  errors: { 200: ["400002", "40069", "40068", "-1"] },
  limits: [
    "size at most 100",
    "dept_ids at most 100 ids, comma-separated string",
    "query_date is yyyyMMdd, within the last month",
    "data for the previous day is ready after 09:00",
  ],
  notes: ["is_active false means not logged in on that date."],
  sdk: "OapiInactiveUserV2GetRequest",
  docUrl:
    "https://open.dingtalk.com/document/development/queries-the-inactive-users-or-active-users-under-an-enterprise",
} as const satisfies Operation;

export const listDepartmentUsersSimple = {
  name: "listDepartmentUsersSimple",
  group: "users",
  description: "List user id and name of the direct members of a department.",
  host: "oapi",
  method: "POST",
  path: "/topapi/user/listsimple",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  counted: false,
  input: { body: departmentMembers },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          has_more: { type: "boolean", description: "Whether more pages follow." },
          list: {
            type: "array",
            items: {
              type: "object",
              properties: { name: { type: "string" }, userid: { type: "string", description: "User id." } },
            },
          },
          next_cursor: { type: "number", description: "Position of the next page." },
        },
      },
    },
  },
  paging: departmentMembersPaging,
  permissions: ["qyapi_get_department_member"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["400002", "60003", "40069", "40068", "-1"] },
  limits: ["size 1..100", "cursor 0..100000", "direct members only, sub-departments excluded"],
  sdk: "OapiUserListsimpleRequest",
  docUrl: "https://open.dingtalk.com/document/development/queries-the-simple-information-of-a-department-user",
} as const satisfies Operation;

export const listDepartmentUsers = {
  name: "listDepartmentUsers",
  group: "users",
  description: "List the direct members of a department with their details.",
  host: "oapi",
  method: "POST",
  path: "/topapi/v2/user/list",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  counted: false,
  input: { body: departmentMembers },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          has_more: { type: "boolean", description: "Whether more pages follow." },
          list: {
            type: "array",
            items: {
              type: "object",
              properties: {
                active: { type: "boolean", description: "Whether the account was activated." },
                admin: { type: "boolean", description: "Whether the person is an administrator." },
                avatar: { type: "string", description: "URL of the picture." },
                boss: { type: "boolean", description: "Whether the person is marked as the boss." },
                dept_id_list: { type: "array", items: { type: "number" } },
                dept_order: { type: "number", description: "Place in the department." },
                email: { type: "string", description: "E-mail address; needs its own permission." },
                exclusive_account: { type: "boolean", description: "Whether the organisation owns the account." },
                exclusive_account_type: { type: "string" },
                extension: { type: "string", description: "Fields of the organisation's own, as JSON text." },
                hide_mobile: { type: "boolean", description: "Whether the mobile number is hidden." },
                hired_date: { type: "number", description: "Day of entry, milliseconds since 1970." },
                job_number: { type: "string", description: "Number of the employee." },
                leader: { type: "boolean", description: "Whether the person leads the department." },
                login_id: { type: "string", description: "Login name of an account that the organisation owns." },
                mobile: { type: "string", description: "Mobile number; needs its own permission." },
                name: { type: "string" },
                org_email: { type: "string", description: "E-mail address of the organisation." },
                remark: { type: "string", description: "Remark of the administrators." },
                state_code: { type: "string", description: "Country code of the mobile number." },
                telephone: { type: "string", description: "Telephone at work." },
                title: { type: "string", description: "Title at work." },
                unionid: { type: "string", description: "Union id." },
                userid: { type: "string", description: "User id." },
                work_place: { type: "string", description: "Place of work." },
              },
            },
          },
          next_cursor: { type: "number", description: "Position of the next page." },
        },
      },
    },
  },
  paging: departmentMembersPaging,
  permissions: ["qyapi_get_department_member"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["400002", "50004", "40035", "60019", "-1"] },
  limits: ["size 1..100", "cursor 0..100000", "direct members only, sub-departments excluded"],
  sdk: "OapiV2UserListRequest",
  docUrl: "https://open.dingtalk.com/document/development/queries-the-complete-information-of-a-department-user",
} as const satisfies Operation;

export const listDepartmentUserIds = {
  name: "listDepartmentUserIds",
  group: "users",
  description: "List the user ids of the direct members of a department.",
  host: "oapi",
  method: "POST",
  path: "/topapi/user/listid",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  counted: false,
  input: {
    body: {
      type: "object",
      properties: { dept_id: { type: "integer", description: "Department id; 1 is the root." } },
      required: ["dept_id"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: { type: "object", properties: { userid_list: { type: "array", items: { type: "string" } } } },
    },
  },
  permissions: ["qyapi_get_member"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["60003", "400002", "-1"] },
  notes: ["Not limited by the app address-book scope."],
  sdk: "OapiUserListidRequest",
  docUrl: "https://open.dingtalk.com/document/development/query-the-list-of-department-userids",
} as const satisfies Operation;

export const listAdmins = {
  name: "listAdmins",
  group: "users",
  description: "List the administrators of the organisation.",
  host: "oapi",
  method: "POST",
  path: "/topapi/user/listadmin",
  auth: "query",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  counted: false,
  input: {},
  result: {
    type: "object",
    properties: {
      result: {
        type: "array",
        items: {
          type: "object",
          properties: {
            sys_level: { type: "number", description: "1 main administrator, 2 administrator of a part." },
            userid: { type: "string", description: "User id." },
          },
        },
      },
    },
  },
  permissions: ["qyapi_get_member"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["43007", "-1"] },
  notes: ["sys_level: 1 main administrator, 2 sub-administrator.", "No body."],
  sdk: "OapiUserListadminRequest",
  docUrl: "https://open.dingtalk.com/document/development/query-the-administrator-list",
} as const satisfies Operation;
