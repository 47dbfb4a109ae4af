import type { Organization } from "../organization/organization.ts";
import type { ApprovalForm, FormStep } from "./form.ts";
import type { Step } from "./instance.ts";

/** What a request says about who decides. */
export interface RequestedApprovers {
  readonly originatorUserId: string;
  readonly approvers?: readonly { readonly actionType?: "AND" | "OR" | "NONE"; readonly userIds?: readonly string[] }[];
  readonly targetSelectActioners?: readonly {
    readonly actionerKey?: string;
    readonly actionerUserIds?: readonly string[];
  }[];
}

/** Why nobody can decide, as a documented code. */
export interface StepProblem {
  readonly code:
    | "targetSelectApproverMissing"
    | "targetSelectApproverScopeError"
    | "processInstanceInvalidParameter"
    | "processInstanceStartFailed";
  readonly message: string;
}

/** The steps of a request: those that it names itself, else those of the form. */
export function stepsOf(
  organization: Organization,
  form: ApprovalForm,
  request: RequestedApprovers,
): Step[] | StepProblem {
  const steps: Step[] = [];
  const found = request.approvers?.length
    ? request.approvers.map((one) => readApprover(organization, one))
    : form.steps.map((step) => resolveStep(organization, step, request));
  for (const [index, step] of found.entries()) {
    if ("code" in step) return step;
    steps.push({ ...step, activityId: `activity_${index + 1}` });
  }
  return steps;
}

type StepPeople = Omit<Step, "activityId">;

function readApprover(
  organization: Organization,
  { actionType = "NONE", userIds = [] }: NonNullable<RequestedApprovers["approvers"]>[number],
): StepPeople | StepProblem {
  const unknown = userIds.find((userId) => !organization.employee(userId));
  const problem = { code: "processInstanceInvalidParameter" } as const;
  if (unknown !== undefined) return { ...problem, message: `approvers: there is no employee ${unknown}` };
  const fits = actionType === "NONE" ? userIds.length === 1 : userIds.length > 1;
  if (!fits) return { ...problem, message: "approvers: NONE takes one person, AND and OR take several" };
  return { name: "审批人", userIds, mode: actionType };
}

function resolveStep(
  organization: Organization,
  { name, approvers }: FormStep,
  request: RequestedApprovers,
): StepPeople | StepProblem {
  if (approvers.kind === "people") return { name, userIds: approvers.userIds, mode: approvers.mode };
  if (approvers.kind === "manager") {
    const manager = managerOf(organization, request.originatorUserId);
    if (manager !== undefined) return { name, userIds: [manager], mode: "NONE" };
    return { code: "processInstanceStartFailed", message: `nobody can approve the step ${name}` };
  }
  const { key, userIds: range, several = false } = approvers;
  const chosen = request.targetSelectActioners?.find(({ actionerKey }) => actionerKey === key)?.actionerUserIds ?? [];
  if (chosen.length === 0) {
    return { code: "targetSelectApproverMissing", message: `targetSelectActioners must name somebody for ${key}` };
  }
  const isAllowed = (userId: string): boolean =>
    organization.employee(userId) !== undefined && (range?.includes(userId) ?? true);
  if (!chosen.every(isAllowed) || (chosen.length > 1 && !several)) {
    return {
      code: "targetSelectApproverScopeError",
      message: `targetSelectActioners of ${key} are outside the choice`,
    };
  }
  return { name, userIds: chosen, mode: chosen.length > 1 ? "AND" : "NONE" };
}

/** Whoever has no manager is decided upon by the main administrator. */
function managerOf(organization: Organization, userId: string): string | undefined {
  const manager = organization.employee(userId)?.managerUserId;
  return manager ?? organization.employees.find(({ adminLevel }) => adminLevel === 1)?.userId;
}
