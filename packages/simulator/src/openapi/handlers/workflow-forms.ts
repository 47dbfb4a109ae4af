import type { ResultFor } from "@dt/api";
import type { ApprovalForm, FormComponent, FormStep } from "../../world/approval/form.ts";
import type { Call, Handlers } from "../call.ts";
import { pageOf } from "../paging/paging.ts";
import { refuse } from "../refusal.ts";
import { readValues } from "./workflow-instances.ts";
import { findEmployee, findForm, isVisibleTo } from "./workflow-lookups.ts";
import { minute } from "./workflow-view.ts";

const iconUrl = "https://example.com/approval.png";
/** Fixed, so that forms look the same on every start. */
const published = Date.UTC(2025, 0, 15, 2, 30);

export const formHandlers = {
  workflowListVisibleTemplates: {
    refusals: { nextToken: "invalidNextToken", maxResults: "invalidMaxResults", "*": "invalidParameter" },
    run: (call) => {
      const { userId, nextToken, maxResults } = call.input;
      if (nextToken < 0) throw refuse(400, "invalidNextToken", "nextToken is negative");
      if (userId !== undefined) findEmployee(call, userId, "aflowProcessGetFailed");
      const { forms } = call.platform.approvals;
      const visible = userId === undefined ? forms : forms.filter((form) => isVisibleTo(form, userId));
      const { items, next } = pageOf(visible, nextToken, maxResults);
      const processList = items.map(({ name, processCode, directory = "其他" }) => ({
        name,
        processCode,
        dirName: directory,
        dirId: `dir-${directory}`,
        iconUrl,
        url: `https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?processCode=${processCode}`,
      }));
      return { result: { processList, ...(next !== undefined && { nextToken: next }) } };
    },
  },
  workflowListManagedTemplates: {
    refusals: { userId: "invalidUserId", "*": "invalidParameter" },
    run: (call) => {
      const employee = findEmployee(call, call.input.userId, "userNotExist");
      const { forms } = call.platform.approvals;
      const isAdmin = employee.adminLevel !== undefined;
      const managed = isAdmin ? forms : forms.filter(({ managers }) => managers?.includes(employee.userId));
      if (managed.length === 0) throw refuse(400, "noPermission", "the person manages no form");
      const result = managed.map((form) => ({
        flowTitle: form.name,
        processCode: form.processCode,
        gmtModified: minute(form.modifiedAt ?? published),
        attendanceType: 0,
        iconName: "common",
        iconUrl,
        newProcess: true,
      }));
      return { result, success: true };
    },
  },
  workflowGetProcessCodeByName: {
    refusals: { "*": "process.error" },
    run: (call) => {
      const form = call.platform.approvals.forms.find(({ name }) => name === call.input.name);
      if (!form) throw refuse(400, "process.error", "there is no form with this name");
      const gmtModified = minute(form.modifiedAt ?? published);
      return { result: { processCode: form.processCode, gmtModified } };
    },
  },
  workflowGetFormSchema: {
    refusals: { processCode: "aflowProcessCodeIsError", "*": "invalidParameter" },
    run: (call) => {
      const { processCode } = call.input;
      if (!processCode.startsWith("PROC-"))
        throw refuse(400, "aflowProcessCodeIsError", "processCode begins with PROC-");
      return { result: schemaOf(findForm(call, processCode, "formNotExist")) };
    },
  },
  workflowForecast: {
    refusals: { userId: "invalidUserId", formComponentValues: "componentIsNull", "*": "invalidParameter" },
    run: (call) => {
      const { processCode, userId, deptId, formComponentValues } = call.input;
      const form = findForm(call, processCode, "processCodeError");
      findEmployee(call, userId, "userNotExist");
      if (deptId !== -1 && !call.platform.organization.department(deptId)) {
        throw refuse(400, "forecastError", "deptId is no department; the root department is -1");
      }
      if (formComponentValues.length === 0) throw refuse(400, "componentIsNull", "formComponentValues is empty");
      readValues(call, form, formComponentValues);
      return { result: forecast(call, form, userId) };
    },
  },
} as const satisfies Handlers;

type FormSchema = NonNullable<ResultFor<"workflowGetFormSchema">["result"]>;

function schemaOf(form: ApprovalForm): FormSchema {
  const formUuid = `FORM-${form.processCode.slice("PROC-".length)}`;
  return {
    name: form.name,
    formCode: form.processCode,
    formUuid,
    appUuid: "",
    memo: form.memo ?? "",
    icon: "common",
    status: "PUBLISHED",
    appType: 0,
    engineType: 0,
    ownerIdType: "orgId",
    procType: "inner",
    bizType: "",
    creatorUserId: "zhangsan01",
    visibleRange: form.visibleTo ? "PART" : "ALL",
    listOrder: 0,
    customSetting: "{}",
    gmtCreate: minute(published),
    gmtModified: minute(form.modifiedAt ?? published),
    schemaContent: { title: form.name, icon: "common", items: form.components.map(itemOf) },
  };
}

type Item = NonNullable<NonNullable<FormSchema["schemaContent"]>["items"]>[number];

function itemOf(component: FormComponent): Item {
  const { name, children, id, label, bizAlias, options } = component;
  const { required = false, format, unit, placeholder, multiple } = component;
  return {
    componentName: name,
    props: {
      id,
      label,
      required,
      ...(bizAlias !== undefined && { bizAlias }),
      ...(options && { options: [...options] }),
      ...(format !== undefined && { format }),
      ...(unit !== undefined && { unit }),
      ...(placeholder !== undefined && { placeholder }),
      ...(multiple !== undefined && { choice: multiple ? 1 : 0 }),
    },
    ...(children && { children: children.map(columnOf) }),
  };
}

function columnOf({
  name,
  id,
  label,
  required = false,
  options,
}: FormComponent): NonNullable<Item["children"]>[number] {
  return { componentName: name, props: { id, label, required, ...(options && { options: [...options] }) } };
}

type Forecast = NonNullable<ResultFor<"workflowForecast">["result"]>;
type Rule = NonNullable<Forecast["workflowActivityRules"]>[number];

function forecast(call: Call<unknown>, form: ApprovalForm, userId: string): Forecast {
  const ids = form.steps.map((_, index) => `activity_${index + 1}`);
  return {
    isForecastSuccess: true,
    isStaticWorkflow: form.steps.every(({ approvers }) => approvers.kind === "people"),
    processCode: form.processCode,
    processId: 7_000_001,
    userId,
    workflowActivityRules: form.steps.map((step, index) => ({
      activityId: ids[index] ?? "",
      prevActivityId: ids[index - 1] ?? "start",
      ...ruleOf(call, step, userId),
    })),
    workflowForecastNodes: ["start", ...ids].map((activityId, index) => ({ activityId, outId: ids[index] ?? "end" })),
  };
}

/** Steps whose people the originator chooses have the type `target_select`. */
function ruleOf(call: Call<unknown>, { name, approvers }: FormStep, userId: string): Rule {
  const { organization } = call.platform;
  const chosen = approvers.kind === "chosen";
  const manager = organization.employee(userId)?.managerUserId;
  const fixed = approvers.kind === "manager" ? [manager ?? ""] : chosen ? [] : approvers.userIds;
  const range = chosen ? (approvers.userIds ?? []) : [];
  const nameOf = (id: string): string => organization.employee(id)?.name ?? "";
  return {
    activityName: name,
    activityType: chosen ? "target_select" : "target_approval",
    isTargetSelect: chosen,
    activityActioners: fixed.filter(Boolean).map((id) => ({ userId: id, name: nameOf(id), avatar: "" })),
    workflowActor: {
      actorType: "approver",
      actorKey: chosen ? approvers.key : "",
      actorSelectionType: range.length > 0 ? "approvals" : "allStaff",
      actorSelectionRange: { approvals: range.map((id) => ({ workNo: id, userName: nameOf(id) })), labels: [] },
      allowedMulti: chosen && (approvers.several ?? false),
      approvalType: "MANUAL",
      approvalMethod: approvers.kind === "people" ? approvalMethods[approvers.mode] : "ONE_BY_ONE",
      actorActivateType: "ALL",
      required: true,
    },
  };
}

const approvalMethods = { AND: "ALL", OR: "ONE", NONE: "ONE_BY_ONE" } as const;
