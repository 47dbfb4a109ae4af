// Approvals from their start to their end.
import type { Operation } from "../../operation.ts";
import { commentFile, formComponentValues } from "../fragments/workflow.ts";

export const workflowCreateInstance = {
  name: "workflowCreateInstance",
  group: "workflow",
  description: "Start an approval.",
  host: "api",
  method: "POST",
  path: "/v1.0/workflow/processInstances",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "write",
  input: {
    body: {
      type: "object",
      properties: {
        approvers: {
          type: "array",
          items: {
            type: "object",
            properties: {
              actionType: {
                type: "string",
                description: "AND everybody, OR anybody, NONE a single person.",
                enum: ["AND", "OR", "NONE"],
              },
              userIds: { type: "array", items: { type: "string", person: "userId" }, description: "User ids." },
            },
          },
          description: "Replaces the flow configured for the form.",
          maxItems: 20,
        },
        bizDetailPageUrl: { type: "string", description: "Page with the details (paid edition).", maxLength: 1024 },
        ccList: {
          type: "array",
          items: { type: "string", person: "userId" },
          description: "User ids that get a copy.",
          maxItems: 50,
        },
        ccPosition: {
          type: "string",
          description: "When the copies go out.",
          enum: ["START", "FINISH", "START_FINISH"],
        },
        deptId: { type: "integer", description: "Department of the originator; the root is -1." },
        formComponentValues,
        microappAgentId: { type: "integer", description: "Agent id of the app." },
        originatorUserId: {
          type: "string",
          person: "userId",
          description: "User id of the person in whose name the approval starts.",
        },
        processCode: { type: "string", description: "Process code of the approval form." },
        targetSelectActioners: {
          type: "array",
          items: {
            type: "object",
            properties: {
              actionerKey: { type: "string", description: "Key of the step, the actorKey of the forecast." },
              actionerUserIds: {
                type: "array",
                items: { type: "string", person: "userId" },
                description: "User ids of the selected people.",
              },
            },
          },
          description: "People for the steps that the originator selects.",
          maxItems: 20,
        },
      },
      required: ["formComponentValues", "originatorUserId", "processCode"],
    },
  },
  result: { type: "object", properties: { instanceId: { type: "string", description: "Id of the approval." } } },
  permissions: ["Workflow.Instance.Write"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: [
      "targetSelectApproverScopeError",
      "targetSelectApproverMissing",
      "invalidParameter",
      "processInstanceInvalidParameter",
      "processInstanceStartFailed",
      "needAuth",
      "invalidAgentId",
      "processGroupGetFailed",
      "processCodeError",
      "processSetupNoPermission",
      "processGetFailed",
      "formConverterError",
      "illegalComponent",
      "sysErrror",
      "internalError",
      "autoflowLikeTriggerRateLimited",
      "benefitStatusInvalid",
    ],
    500: ["systemError"],
  },
  limits: [
    "formComponentValues at most 150",
    "details at most 150",
    "value and extValue at most 65535 characters",
    "approvers at most 20",
    "ccList at most 50",
    "targetSelectActioners at most 20",
    "bizDetailPageUrl at most 1024 characters (paid OA edition only)",
  ],
  notes: [
    "deptId is required when approvers is absent; the root department is -1.",
    "approvers replaces the flow configured in the OA back office.",
    "Suites (attendance, HR, finance, travel) cannot be started with this call.",
  ],
  unconfirmed: ["an idempotency key (none found)"],
  sdk: "workflow_1_0.StartProcessInstance",
  docUrl: "https://open.dingtalk.com/document/development/create-an-approval-instance",
} as const satisfies Operation;

export const workflowGetInstance = {
  name: "workflowGetInstance",
  group: "workflow",
  description: "Read an approval: form values, tasks, history and result.",
  host: "api",
  method: "GET",
  path: "/v1.0/workflow/processInstances",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  input: {
    query: {
      type: "object",
      properties: { processInstanceId: { type: "string", description: "Id of the approval." } },
      required: ["processInstanceId"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          approverUserIds: { type: "array", items: { type: "string" } },
          attachedProcessInstanceIds: { type: "array", items: { type: "string" } },
          bizAction: { type: "string" },
          bizData: { type: "string" },
          businessId: { type: "string", description: "Number of the approval that people see." },
          ccUserIds: { type: "array", items: { type: "string" } },
          createTime: { type: "string", description: "UTC to the minute, such as 2022-08-31T11:52Z." },
          finishTime: { type: "string", description: "UTC to the minute, such as 2022-08-31T11:52Z." },
          formComponentValues: {
            type: "array",
            items: {
              type: "object",
              properties: {
                bizAlias: { type: "string", description: "Alias of the field." },
                componentType: { type: "string", description: "Kind of the field." },
                extValue: { type: "string", description: "Further value as text." },
                id: { type: "string" },
                name: { type: "string" },
                value: { type: "string" },
              },
            },
          },
          mainProcessInstanceId: { type: "string" },
          operationRecords: {
            type: "array",
            items: {
              type: "object",
              properties: {
                activityId: { type: "string", description: "Id of the step." },
                attachments: {
                  type: "array",
                  items: {
                    type: "object",
                    properties: {
                      fileId: { type: "string", description: "Id of the file." },
                      fileName: { type: "string", description: "Name with its extension." },
                      fileSize: { type: "string", description: "Bytes, as text." },
                      fileType: { type: "string", description: "Extension, such as pdf." },
                      spaceId: { type: "string", description: "Id of the space." },
                    },
                  },
                },
                ccUserIds: { type: "array", items: { type: "string" } },
                date: { type: "string", description: "UTC to the minute, such as 2022-08-31T11:52Z." },
                images: { type: "array", items: { type: "string" } },
                remark: { type: "string", description: "What the person wrote." },
                result: { type: "string", description: "AGREE, REFUSE or NONE." },
                showName: { type: "string", description: "Name of the step as people see it." },
                type: { type: "string" },
                userId: { type: "string", description: "User id." },
              },
            },
          },
          originatorDeptId: { type: "string", description: "Id of their department; the root is -1." },
          originatorDeptName: { type: "string", description: "Name of their department." },
          originatorUserId: { type: "string", description: "User id of who asked." },
          result: { type: "string", description: "agree or refuse, once it is COMPLETED." },
          status: { type: "string", description: "RUNNING, TERMINATED (taken back) or COMPLETED." },
          tasks: {
            type: "array",
            items: {
              type: "object",
              properties: {
                activityId: { type: "string", description: "Id of the step." },
                createTime: { type: "string", description: "UTC to the minute, such as 2022-08-31T11:52Z." },
                finishTime: { type: "string", description: "UTC to the minute, such as 2022-08-31T11:52Z." },
                mobileUrl: { type: "string", description: "Page of the task on phones." },
                pcUrl: { type: "string", description: "Page of the task on computers." },
                processInstanceId: { type: "string", description: "Id of the approval." },
                result: { type: "string", description: "AGREE, REFUSE, REDIRECTED, or NONE while it is open." },
                status: { type: "string", description: "NEW, RUNNING, PAUSED, CANCELED, COMPLETED or TERMINATED." },
                taskId: { type: "number" },
                userId: { type: "string", description: "User id." },
                taskGroupName: { type: "string" },
              },
            },
          },
          title: { type: "string" },
        },
      },
      success: { type: "string", description: "true, as text." },
    },
  },
  permissions: ["Workflow.Instance.Read"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: [
      "targetSelectApproverScopeError",
      "targetSelectApproverMissing",
      "invalidParameter",
      "processInstanceInvalidParameter",
      "processInstanceStartFailed",
      "needAuth",
      "invalidAgentId",
      "processGroupGetFailed",
      "processCodeError",
      "processSetupNoPermission",
      "processGetFailed",
      "formConverterError",
      "illegalComponent",
      "processInstanceIdError",
      "internalError",
      "processFormDataIsNull",
      "processInstanceNotExist",
    ],
    500: ["systemError"],
  },
  notes: [
    'success is a string here ("true").',
    "tasks[].taskGroupName is in the official doc only.",
    "Times are UTC, minute precision, e.g. 2022-08-31T11:52Z.",
  ],
  sdk: "workflow_1_0.GetProcessInstance",
  docUrl: "https://open.dingtalk.com/document/development/obtains-the-details-of-a-single-approval-instance-pop",
} as const satisfies Operation;

export const workflowListInstanceIds = {
  name: "workflowListInstanceIds",
  group: "workflow",
  description: "List the ids of the approvals of one form in a period.",
  host: "api",
  method: "POST",
  path: "/v1.0/workflow/processes/instanceIds/query",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: {
        endTime: { type: "integer", description: "End, milliseconds since 1970; at most 120 days after the begin." },
        maxResults: { type: "integer", description: "Entries per page.", minimum: 1, maximum: 20 },
        nextToken: { type: "integer", description: "Position of the page, from the answer before." },
        processCode: { type: "string", description: "Process code of the approval form." },
        startTime: { type: "integer", description: "Begin, milliseconds since 1970; at most 365 days ago." },
        statuses: {
          type: "array",
          items: { type: "string" },
          description: "Only approvals in these states: RUNNING, TERMINATED, COMPLETED.",
        },
        userIds: {
          type: "array",
          items: { type: "string", person: "userId" },
          description: "Only approvals started by these user ids.",
          maxItems: 10,
        },
      },
      required: ["maxResults", "nextToken", "processCode", "startTime"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          list: { type: "array", items: { type: "string" } },
          nextToken: { type: "string", description: "Position of the next page." },
        },
      },
      success: { type: "boolean" },
    },
  },
  paging: {
    style: "token",
    position: "nextToken",
    first: 0,
    size: "maxResults",
    maxSize: 20,
    items: "result.list",
    next: "result.nextToken",
  },
  batching: { list: "userIds" },
  permissions: ["Workflow.Instance.Read"],
  appTypes: ["internal"],
  errors: {
    400: [
      "invalidProcessCode",
      "invalidInstanceListIdsStartTime",
      "invalidNextToken",
      "invalidMaxResults",
      "invalidEndTime",
      "invalidUserIds",
      "internalError",
    ],
    500: ["systemError"],
  },
  limits: [
    "maxResults at most 20",
    "userIds at most 10",
    "startTime to endTime at most 120 days",
    "startTime at most 365 days ago",
    "at most 10000 ids over all pages",
  ],
  notes: ["Request nextToken is a number, response nextToken is a string; convert. Empty means the end."],
  sdk: "workflow_1_0.ListProcessInstanceIds",
  docUrl: "https://open.dingtalk.com/document/development/obtain-an-approval-list-of-instance-ids",
} as const satisfies Operation;

export const workflowTerminateInstance = {
  name: "workflowTerminateInstance",
  group: "workflow",
  description: "Withdraw a running approval.",
  host: "api",
  method: "POST",
  path: "/v1.0/workflow/processInstances/terminate",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "destructive",
  input: {
    body: {
      type: "object",
      properties: {
        isSystem: {
          type: "boolean",
          description: "True: withdrawn by the system; false: by the originator. Always send it.",
        },
        operatingUserId: {
          type: "string",
          person: "userId",
          description: "User id of the person who withdraws; the originator when isSystem is false.",
        },
        processInstanceId: { type: "string", description: "Id of the approval." },
        remark: { type: "string", description: "Comment.", maxLength: 1024 },
      },
      required: ["processInstanceId"],
    },
  },
  result: { type: "object", properties: { result: { type: "boolean" }, success: { type: "boolean" } } },
  permissions: ["Workflow.Instance.Write"],
  appTypes: ["internal"],
  errors: {
    400: [
      "invalidParameter",
      "userNotExist",
      "aflowProcessInstNotExist",
      "aflowProcessInstStatusException",
      "invalidInstanceId",
      "invalidInstanceTerminateIsSystem",
      "invalidInstanceTerminateOperatingUserId",
      "internalError",
    ],
    500: ["systemError"],
  },
  limits: ["not within 15 seconds of creation", "remark at most 1024 characters"],
  notes: [
    "isSystem is marked optional, yet error invalidInstanceTerminateIsSystem says it must not be empty: always send it.",
    "With isSystem false, operatingUserId must be the originator.",
    "The template must allow the originator to revoke.",
  ],
  sdk: "workflow_1_0.TerminateProcessInstance",
  docUrl: "https://open.dingtalk.com/document/development/revoke-an-approval-instance",
} as const satisfies Operation;

export const workflowAddComment = {
  name: "workflowAddComment",
  group: "workflow",
  description: "Add a comment to an approval.",
  host: "api",
  method: "POST",
  path: "/v1.0/workflow/processInstances/comments",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "write",
  input: {
    body: {
      type: "object",
      properties: {
        commentUserId: { type: "string", person: "userId", description: "User id of the person who comments." },
        file: commentFile,
        processInstanceId: { type: "string", description: "Id of the approval." },
        text: { type: "string", description: "Text of the comment.", maxLength: 1024 },
      },
      required: ["commentUserId", "processInstanceId", "text"],
    },
  },
  result: { type: "object", properties: { result: { type: "boolean" }, success: { type: "boolean" } } },
  permissions: ["Workflow.Instance.Write"],
  appTypes: ["internal"],
  errors: {
    400: [
      "invalidParameter",
      "userNotExist",
      "aflowProcessInstNotExist",
      "aflowProcessInstCanNotBeExecuted",
      "invalidInstanceId",
      "invalidInstanceCommentText",
      "invalidInstanceCommentUserId",
      "internalError",
    ],
    500: ["systemError"],
  },
  limits: ["text at most 1024 characters", "attachments at most 20"],
  sdk: "workflow_1_0.AddProcessInstanceComment",
  docUrl: "https://open.dingtalk.com/document/development/official-approval-adds-approval-comments",
} as const satisfies Operation;

export const workflowForecast = {
  name: "workflowForecast",
  group: "workflow",
  description: "Predict which people an approval with the given form values would pass.",
  host: "api",
  method: "POST",
  path: "/v1.0/workflow/processes/forecast",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: {
        deptId: { type: "integer", description: "Department of the originator; the root is -1." },
        formComponentValues,
        processCode: { type: "string", description: "Process code of the approval form." },
        userId: { type: "string", person: "userId", description: "User id in the organisation." },
      },
      required: ["deptId", "formComponentValues", "processCode", "userId"],
    },
  },
  result: {
    type: "object",
    properties: {
      result: {
        type: "object",
        properties: {
          isForecastSuccess: { type: "boolean", description: "Whether the flow could be predicted." },
          isStaticWorkflow: { type: "boolean" },
          processCode: { type: "string", description: "Process code of the form." },
          processId: { type: "number" },
          userId: { type: "string", description: "User id." },
          workflowActivityRules: {
            type: "array",
            items: {
              type: "object",
              properties: {
                activityActioners: {
                  type: "array",
                  items: {
                    type: "object",
                    properties: {
                      avatar: { type: "string", description: "URL of the picture." },
                      name: { type: "string" },
                      userId: { type: "string", description: "User id." },
                    },
                  },
                },
                activityId: { type: "string", description: "Id of the step." },
                activityName: { type: "string", description: "Name of the step." },
                activityType: {
                  type: "string",
                  description: "target_select: the originator selects the people; target_approval: they are set.",
                },
                isTargetSelect: {
                  type: "boolean",
                  description: "Whether the originator selects the people; go by activityType.",
                },
                prevActivityId: { type: "string" },
                workflowActor: {
                  type: "object",
                  properties: {
                    actorActivateType: { type: "string" },
                    actorKey: { type: "string", description: "Key of the step for targetSelectActioners." },
                    actorSelectionRange: {
                      type: "object",
                      properties: {
                        approvals: {
                          type: "array",
                          items: {
                            type: "object",
                            properties: {
                              userName: { type: "string" },
                              workNo: { type: "string", description: "User id." },
                            },
                          },
                        },
                        labels: {
                          type: "array",
                          items: {
                            type: "object",
                            properties: { labelNames: { type: "string" }, labels: { type: "string" } },
                          },
                        },
                      },
                    },
                    actorSelectionType: { type: "string" },
                    actorType: { type: "string" },
                    allowedMulti: { type: "boolean" },
                    approvalMethod: { type: "string" },
                    approvalType: { type: "string" },
                    required: { type: "boolean" },
                  },
                },
              },
            },
          },
          workflowForecastNodes: {
            type: "array",
            items: {
              type: "object",
              properties: { activityId: { type: "string", description: "Id of the step." }, outId: { type: "string" } },
            },
          },
        },
      },
    },
  },
  permissions: ["Workflow.Instance.Write"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: [
      "forecastError",
      "invalidParameter",
      "componentIsNull",
      "processCodeError",
      "formNotExist",
      "internalError",
      "invalidUserId",
      "userNotExist",
    ],
    500: ["systemError"],
  },
  limits: ["formComponentValues at most 150"],
  notes: ["Nodes with activityType target_select need targetSelectActioners: actorKey becomes actionerKey."],
  sdk: "workflow_1_0.ProcessForecast",
  docUrl: "https://open.dingtalk.com/document/development/approval-process-prediction",
} as const satisfies Operation;
