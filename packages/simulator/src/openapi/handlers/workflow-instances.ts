import type { InputFor } from "@dt/api";
import type { ApprovalForm } from "../../world/approval/form.ts";
import { type FormValue, type GivenValue, readFormValues } from "../../world/approval/form-values.ts";
import type { ApprovalInstance, Step } from "../../world/approval/instance.ts";
import { stepsOf } from "../../world/approval/steps.ts";
import type { Call, Handlers } from "../call.ts";
import { pageOf } from "../paging/paging.ts";
import { refuse } from "../refusal.ts";
import { findEmployee, findForm, findInstance, isVisibleTo } from "./workflow-lookups.ts";
import { instanceDetails } from "./workflow-view.ts";

const day = 24 * 3_600_000;
const invalid = "processInstanceInvalidParameter";
/** No list goes further than this, over all pages. */
const mostIds = 10_000;

export const instanceHandlers = {
  workflowCreateInstance: {
    refusals: { "*": invalid },
    run: (call) => {
      const { input } = call;
      const form = findForm(call, input.processCode, "processCodeError");
      const originator = findEmployee(call, input.originatorUserId, invalid);
      checkStart(call, form);
      const values = readValues(call, form, input.formComponentValues);
      const ccUserIds = input.ccList ?? [];
      for (const userId of ccUserIds) findEmployee(call, userId, invalid);
      const instance = call.platform.approvals.start({
        processCode: form.processCode,
        title: `${originator.name}提交的${form.name}`,
        originatorUserId: originator.userId,
        deptId: input.deptId ?? originator.departments[0]?.deptId ?? -1,
        values,
        steps: readSteps(call, form),
        ccUserIds,
        ccPosition: input.ccPosition ?? "FINISH",
      });
      return { instanceId: instance.instanceId };
    },
  },
  workflowGetInstance: {
    refusals: { "*": "processInstanceIdError" },
    run: (call) => {
      const instance = findInstance(call, call.input.processInstanceId, "processInstanceNotExist");
      return { result: instanceDetails(call, instance), success: "true" };
    },
  },
  workflowListInstanceIds: {
    refusals: {
      processCode: "invalidProcessCode",
      startTime: "invalidInstanceListIdsStartTime",
      endTime: "invalidEndTime",
      nextToken: "invalidNextToken",
      maxResults: "invalidMaxResults",
      userIds: "invalidUserIds",
    },
    run: (call) => {
      const { processCode, userIds, statuses, nextToken, maxResults } = call.input;
      findForm(call, processCode, "invalidProcessCode");
      for (const userId of userIds ?? []) findEmployee(call, userId, "invalidUserIds");
      if (nextToken < 0) throw refuse(400, "invalidNextToken", "nextToken is negative");
      const [from, until] = readWindow(call);
      const fits = (instance: ApprovalInstance): boolean =>
        instance.processCode === processCode &&
        instance.createdAt >= from &&
        instance.createdAt <= until &&
        (!userIds?.length || userIds.includes(instance.originatorUserId)) &&
        (!statuses?.length || statuses.includes(instance.status));
      const found = call.platform.approvals.instances().filter(fits).slice(0, mostIds);
      const { items, next } = pageOf(found, nextToken, maxResults);
      const list = items.map(({ instanceId }) => instanceId);
      return { result: { list, ...(next !== undefined && { nextToken: String(next) }) }, success: true };
    },
  },
} as const satisfies Handlers;

/** What has to be right besides values and approvers. */
function checkStart(call: Call<InputFor<"workflowCreateInstance">>, form: ApprovalForm): void {
  const { deptId, approvers, microappAgentId, bizDetailPageUrl, originatorUserId } = call.input;
  const { organization } = call.platform;
  if (form.suite) throw refuse(400, "processInstanceStartFailed", "forms of suites cannot be started with this call");
  if (!isVisibleTo(form, originatorUserId)) {
    throw refuse(400, "processSetupNoPermission", "the originator may not use this form");
  }
  if (deptId === undefined && !approvers?.length) {
    throw refuse(400, invalid, "deptId is required when approvers is absent; the root department is -1");
  }
  if (deptId !== undefined && deptId !== -1 && (deptId === 1 || !organization.department(deptId))) {
    throw refuse(400, invalid, "deptId is no department; the root department is -1");
  }
  if (microappAgentId !== undefined && microappAgentId !== call.app().agentId) {
    throw refuse(400, "invalidAgentId", "microappAgentId is not that of the app");
  }
  if (bizDetailPageUrl !== undefined && !organization.editions.paidApproval) {
    throw refuse(400, "benefitStatusInvalid", "bizDetailPageUrl needs the paid edition");
  }
}

/** The values of a request, put to the components of its form. Throws the documented codes. */
export function readValues(call: Call<unknown>, form: ApprovalForm, given: readonly GivenValue[]): FormValue[] {
  const { organization, approvals } = call.platform;
  const isInstance = (instanceId: string): boolean => approvals.instance(instanceId) !== undefined;
  const values = readFormValues(form.components, given, { organization, isInstance });
  if ("code" in values) throw refuse(400, values.code, values.message);
  return values;
}

function readSteps(call: Call<InputFor<"workflowCreateInstance">>, form: ApprovalForm): Step[] {
  const steps = stepsOf(call.platform.organization, form, call.input);
  if ("code" in steps) throw refuse(400, steps.code, steps.message);
  return steps;
}

function readWindow(call: Call<InputFor<"workflowListInstanceIds">>): [from: number, until: number] {
  const now = call.platform.clock.now();
  const { startTime, endTime = now } = call.input;
  if (startTime < now - 365 * day) {
    throw refuse(400, "invalidInstanceListIdsStartTime", "startTime is more than 365 days ago");
  }
  if (endTime < startTime || endTime - startTime > 120 * day) {
    throw refuse(400, "invalidEndTime", "startTime to endTime must be at most 120 days");
  }
  return [startTime, endTime];
}
