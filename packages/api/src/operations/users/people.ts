// People, one by one. Names on the older host are snake_case.
import type { Operation } from "../../operation.ts";
import { searchFields, searchPaging } from "../fragments/search.ts";

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
        ...searchFields,
      },
      required: ["offset", "queryWord", "size"],
    },
  },
  result: {
    type: "object",
    properties: {
      hasMore: { type: "boolean", description: "Whether more pages follow." },
      list: { type: "array", items: { type: "string" } },
      totalCount: { type: "number", description: "Number of all entries." },
    },
  },
  paging: searchPaging,
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
  counted: false,
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
          active: { type: "boolean", description: "Whether the account was activated." },
          admin: { type: "boolean", description: "Whether the person is an administrator." },
          avatar: { type: "string", description: "URL of the picture." },
          boss: { type: "boolean", description: "Whether the person is marked as the boss." },
          dept_id_list: { type: "array", items: { type: "number" } },
          dept_order_list: {
            type: "array",
            items: {
              type: "object",
              properties: {
                dept_id: { type: "number", description: "Id of the department." },
                order: { type: "number" },
              },
            },
          },
          dept_position_list: {
            type: "array",
            items: {
              type: "object",
              properties: {
                dept_id: { type: "number", description: "Id of the department." },
                is_main: { type: "boolean", description: "Whether it is the main department." },
                title: { type: "string", description: "Title at work." },
                work_place: { type: "string", description: "Place of work." },
              },
            },
          },
          email: { type: "string", description: "E-mail address; needs its own permission." },
          exclusive_account: { type: "boolean", description: "Whether the organisation owns the account." },
          exclusive_account_type: { type: "string" },
          extension: { type: "string", description: "Fields of the organisation's own, as JSON text." },
          hide_mobile: { type: "boolean", description: "Whether the mobile number is hidden." },
          hired_date: { type: "number", description: "Day of entry, milliseconds since 1970." },
          job_number: { type: "string", description: "Number of the employee." },
          leader_in_dept: {
            type: "array",
            items: {
              type: "object",
              properties: {
                dept_id: { type: "number", description: "Id of the department." },
                leader: { type: "boolean", description: "Whether the person leads the department." },
              },
            },
          },
          login_id: { type: "string", description: "Login name of an account that the organisation owns." },
          manager_userid: { type: "string", description: "User id of the manager." },
          mobile: { type: "string", description: "Mobile number; needs its own permission." },
          name: { type: "string" },
          org_email: { type: "string", description: "E-mail address of the organisation." },
          org_email_type: { type: "string" },
          real_authed: { type: "boolean", description: "Whether the identity was verified." },
          remark: { type: "string", description: "Remark of the administrators." },
          role_list: {
            type: "array",
            items: {
              type: "object",
              properties: { group_name: { type: "string" }, id: { type: "number" }, name: { type: "string" } },
            },
          },
          senior: { type: "boolean", description: "Whether the person is marked as senior staff." },
          state_code: { type: "string", description: "Country code of the mobile number." },
          telephone: { type: "string", description: "Telephone at work." },
          title: { type: "string", description: "Title at work." },
          union_emp_ext: {
            type: "object",
            properties: {
              corp_id: { type: "string", description: "Id of the organisation." },
              union_emp_map_list: {
                type: "array",
                items: {
                  type: "object",
                  properties: {
                    corp_id: { type: "string", description: "Id of the organisation." },
                    userid: { type: "string", description: "User id." },
                  },
                },
              },
              userid: { type: "string", description: "User id." },
            },
          },
          unionid: { type: "string", description: "Union id." },
          userid: { type: "string", description: "User id." },
          work_place: { type: "string", description: "Place of work." },
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
  counted: false,
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
          userid: { type: "string", description: "User id." },
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
  counted: false,
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
      result: {
        type: "object",
        properties: {
          contact_type: { type: "number", description: "0 a member of the organisation, 1 an outside contact." },
          userid: { type: "string", description: "User id." },
        },
      },
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
  counted: false,
  input: {
    body: {
      type: "object",
      properties: { code: { type: "string", description: "Login code; works once.", secret: true } },
      required: ["code"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          associated_unionid: { type: "string", description: "Union id of the linked account." },
          device_id: { type: "string", description: "Id of the device." },
          name: { type: "string" },
          sys: { type: "boolean", description: "Whether the person is an administrator." },
          sys_level: { type: "number", description: "1 main administrator, 2 administrator of a part." },
          unionid: { type: "string", description: "Union id." },
          userid: { type: "string", description: "User id." },
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
  counted: false,
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
      avatarUrl: { type: "string", description: "URL of the picture." },
      email: { type: "string", description: "E-mail address; needs its own permission." },
      loginEmail: { type: "string" },
      mobile: { type: "string", description: "Mobile number; needs its own permission." },
      nick: { type: "string", description: "Name that the person chose." },
      openId: { type: "string", description: "Id of the person in this app." },
      stateCode: { type: "string", description: "Country code of the mobile number." },
      unionId: { type: "string", description: "Union id." },
      visitor: { type: "boolean", description: "Whether the person is a visitor." },
    },
  },
  permissions: ["Contact.User.Read"],
  appTypes: ["internal", "thirdPartyOrg", "thirdPartyPersonal"],
  errors: { 404: ["invalidParameter.user.notFound"] },
  notes: ["Needs a user access token; unionId may be the word me.", "loginEmail and visitor are in the SDK only."],
  sdk: "contact_1_0.GetUser",
  docUrl: "https://open.dingtalk.com/document/development/dingtalk-retrieve-user-information",
} as const satisfies Operation;
