// Forms of approvals.
import type { Operation } from "../../operation.ts";
import { formSchema } from "../fragments/form-schema.ts";

export const workflowListVisibleTemplates = {
  name: "workflowListVisibleTemplates",
  group: "workflow",
  description: "List the approval forms that a person may use.",
  host: "api",
  method: "GET",
  path: "/v1.0/workflow/processes/userVisibilities/templates",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  input: {
    query: {
      type: "object",
      properties: {
        maxResults: { type: "integer", description: "Entries per page.", minimum: 1, maximum: 100 },
        nextToken: { type: "integer", description: "Position of the page, from the answer before." },
        userId: { type: "string", person: "userId", description: "User id in the organisation." },
      },
      required: ["maxResults", "nextToken"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          nextToken: { type: "number", description: "Position of the next page." },
          processList: {
            type: "array",
            items: {
              type: "object",
              properties: {
                dirId: { type: "string" },
                dirName: { type: "string", description: "Folder of the form." },
                iconUrl: { type: "string", description: "URL of the icon." },
                name: { type: "string" },
                processCode: { type: "string", description: "Process code of the form." },
                url: { type: "string" },
              },
            },
          },
        },
      },
    },
  },
  paging: {
    style: "token",
    position: "nextToken",
    first: 0,
    size: "maxResults",
    maxSize: 100,
    items: "result.processList",
    next: "result.nextToken",
  },
  permissions: ["Workflow.Form.Read"],
  appTypes: ["internal"],
  errors: {
    400: ["invalidNextToken", "invalidMaxResults", "invalidParameter", "aflowProcessGetFailed", "internalError"],
    500: ["systemError"],
  },
  limits: ["maxResults at most 100"],
  sdk: "workflow_1_0.ListUserVisibleBpmsProcesses",
  docUrl: "https://open.dingtalk.com/document/development/obtains-a-list-of-approval-forms-visible-to-the-specified",
} as const satisfies Operation;

export const workflowListManagedTemplates = {
  name: "workflowListManagedTemplates",
  group: "workflow",
  description: "List the approval forms that a person may manage.",
  host: "api",
  method: "GET",
  path: "/v1.0/workflow/processes/managements/templates",
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
  result: {
    type: "object",
    properties: {
      result: {
        type: "array",
        items: {
          type: "object",
          properties: {
            attendanceType: { type: "number" },
            flowTitle: { type: "string" },
            gmtModified: { type: "string" },
            iconName: { type: "string" },
            iconUrl: { type: "string", description: "URL of the icon." },
            newProcess: { type: "boolean" },
            processCode: { type: "string", description: "Process code of the form." },
          },
        },
      },
      success: { type: "boolean" },
    },
  },
  permissions: ["Workflow.Form.Read"],
  appTypes: ["internal"],
  errors: {
    400: ["invalidUserId", "invalidParameter", "userNotExist", "noPermission", "internalError"],
    500: ["systemError"],
  },
  sdk: "workflow_1_0.GetManageProcessByStaffId",
  docUrl: "https://open.dingtalk.com/document/development/get-all-manageable-forms-for-the-current-enterprise",
} as const satisfies Operation;

export const workflowGetProcessCodeByName = {
  name: "workflowGetProcessCodeByName",
  group: "workflow",
  description: "Find the process code of an approval form by its name.",
  host: "api",
  method: "GET",
  path: "/v1.0/workflow/processCentres/schemaNames/processCodes",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  input: {
    query: {
      type: "object",
      properties: { name: { type: "string", description: "Name of the form.", maxLength: 64 } },
      required: ["name"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          gmtModified: { type: "string" },
          processCode: { type: "string", description: "Process code of the form." },
        },
      },
    },
  },
  permissions: ["Workflow.Form.Read"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: ["permission.error", "process.error", "needAuth", "invalidAgentId", "invalidSuiteKey", "internalError"],
    500: ["system.error"],
  },
  limits: ["name at most 64 characters"],
  sdk: "workflow_1_0.GetProcessCodeByName",
  docUrl: "https://open.dingtalk.com/document/development/obtain-the-template-code",
} as const satisfies Operation;

export const workflowGetFormSchema = {
  name: "workflowGetFormSchema",
  group: "workflow",
  description: "Read the fields of an approval form.",
  host: "api",
  method: "GET",
  path: "/v1.0/workflow/forms/schemas/processCodes",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  input: {
    query: {
      type: "object",
      properties: {
        appUuid: { type: "string", description: "Id of the app that owns the form." },
        processCode: { type: "string", description: "Process code of the approval form." },
      },
      required: ["processCode"],
    },
  },
  result: formSchema,
  permissions: ["Workflow.Form.Read"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: ["formNotExist", "invalidParameter", "noPermission", "aflowProcessCodeIsError", "internalError"],
    500: ["systemError"],
  },
  sdk: "workflow_1_0.QuerySchemaByProcessCode",
  docUrl: "https://open.dingtalk.com/document/development/obtain-the-form-schema",
} as const satisfies Operation;
