// People. Names on the older host are snake_case.
import type { Operation } from "../operation.ts";

export const searchUsers = {
  name: "searchUsers",
  group: "users",
  description: "Find people by name, pinyin or English name.",
  host: "api",
  method: "POST",
  path: "/v1.0/contact/users/search",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: {
        fullMatchField: { type: "integer", description: "1 matches the whole name only." },
        offset: { type: "integer", description: "Position of the page, from 0.", minimum: 0 },
        queryWord: { type: "string", description: "What to search for." },
        size: { type: "integer", description: "Entries per page.", minimum: 1 },
      },
      required: ["offset", "queryWord", "size"],
    },
  },
  result: {
    type: "object",
    properties: {
      hasMore: { type: "boolean" },
      list: { type: "array", items: { type: "string" } },
      totalCount: { type: "number" },
    },
  },
  paging: {
    style: "offset",
    position: "offset",
    first: 0,
    size: "size",
    items: "list",
    more: "hasMore",
    total: "totalCount",
  },
  permissions: ["qyapi_addresslist_search"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 400: ["parameter.error"], 500: ["system.busy"] },
  notes: [
    "The response holds user ids only.",
    "Maximum size is not in the SDK or docs; a DingTalk MCP server definition says 50. Not confirmed.",
    "The doc calls offset a page number, other material calls it a record offset. Not confirmed; read page one, then follow hasMore and check totalCount.",
  ],
  unconfirmed: ["maximum size", "whether offset counts records or pages"],
  sdk: "contact_1_0.SearchUser",
  docUrl: "https://open.dingtalk.com/document/development/address-book-search-user-id",
} as const satisfies Operation;

export const getUser = {
  name: "getUser",
  group: "users",
  description: "Read one person by user id.",
  host: "oapi",
  method: "POST",
  path: "/topapi/v2/user/get",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: {
        language: { type: "string", description: "Language of the answer.", enum: ["zh_CN", "en_US"] },
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
          active: { type: "boolean" },
          admin: { type: "boolean" },
          avatar: { type: "string" },
          boss: { type: "boolean" },
          dept_id_list: { type: "array", items: { type: "number" } },
          dept_order_list: {
            type: "array",
            items: { type: "object", properties: { dept_id: { type: "number" }, order: { type: "number" } } },
          },
          dept_position_list: {
            type: "array",
            items: {
              type: "object",
              properties: {
                dept_id: { type: "number" },
                is_main: { type: "boolean" },
                title: { type: "string" },
                work_place: { type: "string" },
              },
            },
          },
          email: { type: "string" },
          exclusive_account: { type: "boolean" },
          exclusive_account_type: { type: "string" },
          extension: { type: "string" },
          hide_mobile: { type: "boolean" },
          hired_date: { type: "number" },
          job_number: { type: "string" },
          leader_in_dept: {
            type: "array",
            items: { type: "object", properties: { dept_id: { type: "number" }, leader: { type: "boolean" } } },
          },
          login_id: { type: "string" },
          manager_userid: { type: "string" },
          mobile: { type: "string" },
          name: { type: "string" },
          org_email: { type: "string" },
          org_email_type: { type: "string" },
          real_authed: { type: "boolean" },
          remark: { type: "string" },
          role_list: {
            type: "array",
            items: {
              type: "object",
              properties: { group_name: { type: "string" }, id: { type: "number" }, name: { type: "string" } },
            },
          },
          senior: { type: "boolean" },
          state_code: { type: "string" },
          telephone: { type: "string" },
          title: { type: "string" },
          union_emp_ext: {
            type: "object",
            properties: {
              corp_id: { type: "string" },
              union_emp_map_list: {
                type: "array",
                items: { type: "object", properties: { corp_id: { type: "string" }, userid: { type: "string" } } },
              },
              userid: { type: "string" },
            },
          },
          unionid: { type: "string" },
          userid: { type: "string" },
          work_place: { type: "string" },
          extension_i18n: { type: "string" },
        },
      },
    },
  },
  permissions: ["qyapi_get_member"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["33012", "400002", "-1"] },
  limits: ["userid at most 64 characters", "language is zh_CN or en_US"],
  notes: [
    "mobile, email and some other fields come back only if the app holds the field permissions; third-party apps never get them here.",
    "extension_i18n is in the official doc only.",
  ],
  sdk: "OapiV2UserGetRequest",
  docUrl: "https://open.dingtalk.com/document/development/query-user-details",
} as const satisfies Operation;

export const getUserByMobile = {
  name: "getUserByMobile",
  group: "users",
  description: "Find the user id of an active employee by mobile number.",
  host: "oapi",
  method: "POST",
  path: "/topapi/v2/user/getbymobile",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: {
        mobile: { type: "string", description: "Mobile number.", maxLength: 15 },
        support_exclusive_account_search: { type: "boolean", description: "Search dedicated accounts as well." },
      },
      required: ["mobile"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          exclusive_account_userid_list: { type: "array", items: { type: "string" } },
          userid: { type: "string" },
        },
      },
    },
  },
  permissions: ["qyapi_get_member_by_mobile"],
  appTypes: ["internal"],
  errors: { 200: ["400002", "40104", "60121", "-1"] },
  limits: ["mobile at most 15 characters", "active employees only"],
  notes: ["support_exclusive_account_search is in the Java SDK only."],
  unconfirmed: ["support_exclusive_account_search (Java SDK only)"],
  sdk: "OapiV2UserGetbymobileRequest",
  docUrl: "https://open.dingtalk.com/document/development/query-users-by-phone-number",
} as const satisfies Operation;

export const getUserIdByUnionId = {
  name: "getUserIdByUnionId",
  group: "users",
  description: "Find the user id that belongs to a union id.",
  host: "oapi",
  method: "POST",
  path: "/topapi/user/getbyunionid",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: { unionid: { type: "string", description: "Union id of the person." } },
      required: ["unionid"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: { type: "object", properties: { contact_type: { type: "number" }, userid: { type: "string" } } },
    },
  },
  permissions: ["qyapi_get_member"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["60121", "400002", "-1"] },
  notes: ["contact_type: 0 employee, 1 external contact."],
  sdk: "OapiUserGetbyunionidRequest",
  docUrl: "https://open.dingtalk.com/document/development/query-a-user-by-the-union-id",
} as const satisfies Operation;

export const getUserByAuthCode = {
  name: "getUserByAuthCode",
  group: "users",
  description: "Find out who opened an in-app page, from its login code.",
  host: "oapi",
  method: "POST",
  path: "/topapi/v2/user/getuserinfo",
  auth: "query",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: { code: { type: "string", description: "Login code; works once." } },
      required: ["code"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          associated_unionid: { type: "string" },
          device_id: { type: "string" },
          name: { type: "string" },
          sys: { type: "boolean" },
          sys_level: { type: "number" },
          unionid: { type: "string" },
          userid: { type: "string" },
        },
      },
    },
  },
  permissions: ["qyapi_base"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {},
  limits: ["the code lives 5 minutes and works once"],
  sdk: "OapiV2UserGetuserinfoRequest",
  docUrl: "https://open.dingtalk.com/document/development/obtain-the-userid-of-a-user-by-using-the-log-free",
} as const satisfies Operation;

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
  input: {
    body: {
      type: "object",
      properties: { only_active: { type: "boolean", description: "Count only people who activated DingTalk." } },
      required: ["only_active"],
    },
  },
  result: { type: "object", properties: { result: { type: "object", properties: { count: { type: "number" } } } } },
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
  input: {
    body: {
      type: "object",
      properties: {
        dept_ids: { type: "string", description: "Department ids joined by commas, at most 100." },
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
          has_more: { type: "boolean" },
          list: { type: "array", items: { type: "string" } },
          next_cursor: { type: "number" },
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
      nextToken: { type: "string" },
      records: {
        type: "array",
        items: {
          type: "object",
          properties: {
            leaveReason: { type: "string" },
            leaveTime: { type: "string" },
            mobile: { type: "string" },
            name: { type: "string" },
            stateCode: { type: "string" },
            userId: { type: "string" },
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
  input: {
    body: {
      type: "object",
      properties: {
        contain_access_limit: { type: "boolean", description: "Include people whose visibility is restricted." },
        cursor: { type: "integer", description: "Position of the page, from 0.", minimum: 0, maximum: 100000 },
        dept_id: { type: "integer", description: "Department id; 1 is the root." },
        language: { type: "string", description: "Language of the answer.", enum: ["zh_CN", "en_US"] },
        order_field: { type: "string", description: "Order of the people, such as entry_asc or modify_desc." },
        size: { type: "integer", description: "Entries per page.", minimum: 1, maximum: 100 },
      },
      required: ["cursor", "dept_id", "size"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          has_more: { type: "boolean" },
          list: {
            type: "array",
            items: { type: "object", properties: { name: { type: "string" }, userid: { type: "string" } } },
          },
          next_cursor: { type: "number" },
        },
      },
    },
  },
  paging: {
    style: "token",
    position: "cursor",
    first: 0,
    size: "size",
    maxSize: 100,
    items: "result.list",
    next: "result.next_cursor",
    more: "result.has_more",
  },
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
  input: {
    body: {
      type: "object",
      properties: {
        contain_access_limit: { type: "boolean", description: "Include people whose visibility is restricted." },
        cursor: { type: "integer", description: "Position of the page, from 0.", minimum: 0, maximum: 100000 },
        dept_id: { type: "integer", description: "Department id; 1 is the root." },
        language: { type: "string", description: "Language of the answer.", enum: ["zh_CN", "en_US"] },
        order_field: { type: "string", description: "Order of the people, such as entry_asc or modify_desc." },
        size: { type: "integer", description: "Entries per page.", minimum: 1, maximum: 100 },
      },
      required: ["cursor", "dept_id", "size"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          has_more: { type: "boolean" },
          list: {
            type: "array",
            items: {
              type: "object",
              properties: {
                active: { type: "boolean" },
                admin: { type: "boolean" },
                avatar: { type: "string" },
                boss: { type: "boolean" },
                dept_id_list: { type: "array", items: { type: "number" } },
                dept_order: { type: "number" },
                email: { type: "string" },
                exclusive_account: { type: "boolean" },
                exclusive_account_type: { type: "string" },
                extension: { type: "string" },
                hide_mobile: { type: "boolean" },
                hired_date: { type: "number" },
                job_number: { type: "string" },
                leader: { type: "boolean" },
                login_id: { type: "string" },
                mobile: { type: "string" },
                name: { type: "string" },
                org_email: { type: "string" },
                remark: { type: "string" },
                state_code: { type: "string" },
                telephone: { type: "string" },
                title: { type: "string" },
                unionid: { type: "string" },
                userid: { type: "string" },
                work_place: { type: "string" },
              },
            },
          },
          next_cursor: { type: "number" },
        },
      },
    },
  },
  paging: {
    style: "token",
    position: "cursor",
    first: 0,
    size: "size",
    maxSize: 100,
    items: "result.list",
    next: "result.next_cursor",
    more: "result.has_more",
  },
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
  input: {},
  result: {
    type: "object",
    properties: {
      result: {
        type: "array",
        items: { type: "object", properties: { sys_level: { type: "number" }, userid: { type: "string" } } },
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

export const getContactUser = {
  name: "getContactUser",
  group: "users",
  description: "Read the contact card of the person who granted the user token, or of one union id.",
  host: "api",
  method: "GET",
  path: "/v1.0/contact/users/{unionId}",
  auth: "header",
  tokenKind: "user",
  encoding: "none",
  effect: "read",
  input: {
    path: {
      type: "object",
      properties: {
        unionId: { type: "string", description: 'Union id, or the word "me" for the owner of the user token.' },
      },
      required: ["unionId"],
    },
  },
  result: {
    type: "object",
    properties: {
      avatarUrl: { type: "string" },
      email: { type: "string" },
      loginEmail: { type: "string" },
      mobile: { type: "string" },
      nick: { type: "string" },
      openId: { type: "string" },
      stateCode: { type: "string" },
      unionId: { type: "string" },
      visitor: { type: "boolean" },
    },
  },
  permissions: ["Contact.User.Read"],
  appTypes: ["internal", "thirdPartyOrg", "thirdPartyPersonal"],
  errors: { 404: ["invalidParameter.user.notFound"] },
  notes: ["Needs a user access token; unionId may be the word me.", "loginEmail and visitor are in the SDK only."],
  sdk: "contact_1_0.GetUser",
  docUrl: "https://open.dingtalk.com/document/development/dingtalk-retrieve-user-information",
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
      hasMore: { type: "boolean" },
      nextToken: { type: "number" },
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
              items: { type: "object", properties: { dept_id: { type: "number" }, dept_path: { type: "string" } } },
            },
            handoverUserId: { type: "string" },
            lastWorkDay: { type: "number" },
            mainDeptId: { type: "number" },
            mainDeptName: { type: "string" },
            name: { type: "string" },
            passiveReason: { type: "array", items: { type: "string" } },
            preStatus: { type: "number" },
            reasonMemo: { type: "string" },
            status: { type: "number" },
            userId: { type: "string" },
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
