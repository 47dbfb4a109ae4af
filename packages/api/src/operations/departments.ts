// Departments. The root department has id 1.
import type { Operation } from "../operation.ts";
import { searchFields, searchPaging } from "./fragments/search.ts";

export const searchDepartments = {
  name: "searchDepartments",
  group: "departments",
  description: "Find departments by name.",
  host: "api",
  method: "POST",
  path: "/v1.0/contact/departments/search",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: searchFields,
      required: ["offset", "queryWord", "size"],
    },
  },
  result: {
    type: "object",
    properties: {
      hasMore: { type: "boolean", description: "Whether more pages follow." },
      list: { type: "array", items: { type: "number" } },
      totalCount: { type: "number", description: "Number of all entries." },
    },
  },
  paging: searchPaging,
  permissions: ["qyapi_addresslist_search"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 400: ["parameter.error"], 500: ["system.busy"] },
  notes: [
    "The response holds department ids only.",
    "Maximum size and the meaning of offset: not confirmed, as for searchUsers.",
  ],
  unconfirmed: ["maximum size", "whether offset counts records or pages"],
  sdk: "contact_1_0.SearchDepartment",
  docUrl: "https://open.dingtalk.com/document/development/address-book-search-department-id",
} as const satisfies Operation;

export const getDepartment = {
  name: "getDepartment",
  group: "departments",
  description: "Read one department.",
  host: "oapi",
  method: "POST",
  path: "/topapi/v2/department/get",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  counted: false,
  input: {
    body: {
      type: "object",
      properties: {
        dept_id: { type: "integer", description: "Department id; 1 is the root." },
        language: { type: "string", description: "Language of the answer.", enum: ["zh_CN", "en_US"] },
      },
      required: ["dept_id"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          auto_add_user: { type: "boolean", description: "Whether new people of the department join its group." },
          auto_approve_apply: { type: "boolean" },
          brief: { type: "string", description: "What the department does." },
          create_dept_group: { type: "boolean", description: "Whether the department has a group." },
          dept_group_chat_id: { type: "string", description: "Chat id of the department's group." },
          dept_id: { type: "number", description: "Id of the department." },
          dept_manager_userid_list: { type: "array", items: { type: "string" } },
          dept_permits: { type: "array", items: { type: "number" } },
          extention: { type: "string" },
          from_union_org: { type: "boolean", description: "Whether it comes from a linked organisation." },
          group_contain_sub_dept: {
            type: "boolean",
            description: "Whether its group has the people of sub-departments too.",
          },
          hide_dept: { type: "boolean", description: "Whether the department is hidden." },
          name: { type: "string" },
          order: { type: "number" },
          org_dept_owner: { type: "string", description: "User id of the owner of the department's group." },
          outer_dept: { type: "boolean" },
          outer_permit_depts: { type: "array", items: { type: "number" } },
          outer_permit_users: { type: "array", items: { type: "string" } },
          parent_id: { type: "number", description: "Id of the department above; 1 is the root." },
          source_identifier: { type: "string", description: "Your own id of the department." },
          tags: { type: "string" },
          telephone: { type: "string", description: "Telephone at work." },
          user_permits: { type: "array", items: { type: "string" } },
          code: { type: "string" },
          member_count: { type: "number", description: "Number of people." },
          owning_member_count: { type: "number" },
          union_dept_ext: { type: "object", additionalProperties: {} },
        },
      },
    },
  },
  permissions: ["qyapi_get_department_list"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["43007", "60003", "400002", "-1"] },
  notes: ["code, member_count, owning_member_count and union_dept_ext are in the official doc only."],
  sdk: "OapiV2DepartmentGetRequest",
  docUrl: "https://open.dingtalk.com/document/development/query-department-details0-v2",
} as const satisfies Operation;

export const listSubDepartments = {
  name: "listSubDepartments",
  group: "departments",
  description: "List the direct sub-departments of a department.",
  host: "oapi",
  method: "POST",
  path: "/topapi/v2/department/listsub",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  counted: false,
  input: {
    body: {
      type: "object",
      properties: {
        dept_id: { type: "integer", description: "Department id; the root (1) when left out." },
        language: { type: "string", description: "Language of the answer.", enum: ["zh_CN", "en_US"] },
      },
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
            auto_add_user: { type: "boolean", description: "Whether new people of the department join its group." },
            create_dept_group: { type: "boolean", description: "Whether the department has a group." },
            dept_id: { type: "number", description: "Id of the department." },
            ext: { type: "string" },
            from_union_org: { type: "boolean", description: "Whether it comes from a linked organisation." },
            name: { type: "string" },
            parent_id: { type: "number", description: "Id of the department above; 1 is the root." },
            source_identifier: { type: "string", description: "Your own id of the department." },
            tags: { type: "string" },
          },
        },
      },
    },
  },
  permissions: ["qyapi_get_department_list"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["60003", "400002", "-1"] },
  notes: ["Without dept_id the root (id 1) is used.", "One level only."],
  sdk: "OapiV2DepartmentListsubRequest",
  docUrl: "https://open.dingtalk.com/document/development/user-management-acquires-the-list-departments",
} as const satisfies Operation;

export const listSubDepartmentIds = {
  name: "listSubDepartmentIds",
  group: "departments",
  description: "List the ids of the direct sub-departments of a department.",
  host: "oapi",
  method: "POST",
  path: "/topapi/v2/department/listsubid",
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
      result: { type: "object", properties: { dept_id_list: { type: "array", items: { type: "number" } } } },
    },
  },
  permissions: ["qyapi_get_department_list"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["60003", "400002", "-1"] },
  notes: ["One level only.", "Not limited by the app address-book scope."],
  sdk: "OapiV2DepartmentListsubidRequest",
  docUrl: "https://open.dingtalk.com/document/development/obtain-the-list-of-sub-department-ids",
} as const satisfies Operation;

export const listParentsByDepartment = {
  name: "listParentsByDepartment",
  group: "departments",
  description: "List the ids from a department up to the root.",
  host: "oapi",
  method: "POST",
  path: "/topapi/v2/department/listparentbydept",
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
      result: { type: "object", properties: { parent_id_list: { type: "array", items: { type: "number" } } } },
    },
  },
  permissions: ["qyapi_get_department_list"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["43007", "60003", "400002", "-1"] },
  notes: ["First entry is the department itself, last is the root (1)."],
  sdk: "OapiV2DepartmentListparentbydeptRequest",
  docUrl: "https://open.dingtalk.com/document/development/query-the-list-of-all-parent-departments-of-a-department",
} as const satisfies Operation;

export const listParentsByUser = {
  name: "listParentsByUser",
  group: "departments",
  description: "List, for each department of a person, the ids up to the root.",
  host: "oapi",
  method: "POST",
  path: "/topapi/v2/department/listparentbyuser",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  counted: false,
  input: {
    body: {
      type: "object",
      properties: {
        userid: { type: "string", person: "userId", description: "User id in the organisation.", maxLength: 64 },
      },
      required: ["userid"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          parent_list: {
            type: "array",
            items: {
              type: "object",
              properties: { parent_dept_id_list: { type: "array", items: { type: "number" } } },
            },
          },
        },
      },
    },
  },
  permissions: ["qyapi_get_department_list"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["43007", "33012", "400002", "-1"] },
  notes: ["One list per department of the user."],
  sdk: "OapiV2DepartmentListparentbyuserRequest",
  docUrl: "https://open.dingtalk.com/document/development/queries-the-list-of-all-parent-departments-of-a-user",
} as const satisfies Operation;
