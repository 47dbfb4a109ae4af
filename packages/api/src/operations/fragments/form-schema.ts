import type { ObjectSchema } from "../../schema.ts";

/** An approval form: its components and their properties. */
export const formSchema = {
  type: "object",
  properties: {
    result: {
      type: "object",
      properties: {
        appType: { type: "number" },
        appUuid: { type: "string" },
        bizType: { type: "string" },
        creatorUserId: { type: "string" },
        customSetting: { type: "string" },
        engineType: { type: "number" },
        formCode: { type: "string" },
        formUuid: { type: "string" },
        gmtCreate: { type: "string" },
        gmtModified: { type: "string" },
        icon: { type: "string" },
        listOrder: { type: "number" },
        memo: { type: "string" },
        name: { type: "string" },
        ownerIdType: { type: "string" },
        procType: { type: "string" },
        schemaContent: {
          type: "object",
          properties: {
            icon: { type: "string" },
            items: {
              type: "array",
              items: {
                type: "object",
                properties: {
                  children: {
                    type: "array",
                    items: {
                      type: "object",
                      properties: {
                        componentName: { type: "string" },
                        props: {
                          type: "object",
                          properties: {
                            bizAlias: { type: "string" },
                            id: { type: "string" },
                            label: { type: "string" },
                            options: { type: "array", items: { type: "string" } },
                            required: { type: "boolean" },
                          },
                        },
                      },
                    },
                  },
                  componentName: { type: "string" },
                  props: {
                    type: "object",
                    properties: {
                      actionName: { type: "string" },
                      align: { type: "string" },
                      appId: { type: "number" },
                      asyncCondition: { type: "boolean" },
                      attendTypeLabel: { type: "string" },
                      behaviorLinkage: {
                        type: "array",
                        items: {
                          type: "object",
                          properties: {
                            targets: {
                              type: "array",
                              items: {
                                type: "object",
                                properties: { behavior: { type: "string" }, fieldId: { type: "string" } },
                              },
                            },
                            value: { type: "string" },
                          },
                        },
                      },
                      bizAlias: { type: "string" },
                      bizType: { type: "string" },
                      childFieldVisible: { type: "object", additionalProperties: { type: "boolean" } },
                      choice: { type: "number" },
                      commonBizType: { type: "string" },
                      disabled: { type: "boolean" },
                      duration: { type: "boolean" },
                      durationLabel: { type: "string" },
                      eSign: { type: "boolean" },
                      extract: { type: "boolean" },
                      fieldsInfo: { type: "string" },
                      format: { type: "string" },
                      formula: { type: "string" },
                      hidden: { type: "boolean" },
                      hiddenInApprovalDetail: { type: "boolean" },
                      hideLabel: { type: "boolean" },
                      holidayOptions: {
                        type: "array",
                        items: { type: "object", additionalProperties: { type: "string" } },
                      },
                      id: { type: "string" },
                      label: { type: "string" },
                      labelEditableFreeze: { type: "boolean" },
                      link: { type: "string" },
                      mainTitle: { type: "string" },
                      notPrint: { type: "string" },
                      notUpper: { type: "string" },
                      objOptions: {
                        type: "array",
                        items: { type: "object", properties: { value: { type: "string" } } },
                      },
                      options: { type: "array", items: { type: "string" } },
                      payEnable: { type: "boolean" },
                      placeholder: { type: "string" },
                      push: {
                        type: "object",
                        properties: {
                          attendanceRule: { type: "number" },
                          pushSwitch: { type: "number" },
                          pushTag: { type: "string" },
                        },
                      },
                      pushToAttendance: { type: "boolean" },
                      pushToCalendar: { type: "number" },
                      required: { type: "boolean" },
                      requiredEditableFreeze: { type: "boolean" },
                      showAttendOptions: { type: "boolean" },
                      staffStatusEnabled: { type: "boolean" },
                      statField: {
                        type: "array",
                        items: {
                          type: "object",
                          properties: {
                            id: { type: "string" },
                            label: { type: "string" },
                            unit: { type: "string" },
                            upper: { type: "boolean" },
                          },
                        },
                      },
                      tableViewMode: { type: "string" },
                      unit: { type: "string" },
                      useCalendar: { type: "boolean" },
                      verticalPrint: { type: "boolean" },
                    },
                  },
                },
              },
            },
            title: { type: "string" },
          },
        },
        status: { type: "string" },
        visibleRange: { type: "string" },
      },
    },
  },
} as const satisfies ObjectSchema;
