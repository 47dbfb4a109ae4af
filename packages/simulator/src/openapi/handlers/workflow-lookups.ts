import type { Enclosure } from "../../world/approval/flow.ts";
import type { ApprovalForm } from "../../world/approval/form.ts";
import type { ApprovalFile, ApprovalInstance } from "../../world/approval/instance.ts";
import type { Employee } from "../../world/organization/types.ts";
import type { Call } from "../call.ts";
import { refuse } from "../refusal.ts";

export function findEmployee(call: Call<unknown>, userId: string, code: string): Employee {
  const employee = call.platform.organization.employee(userId);
  if (!employee) throw refuse(400, code, `there is no employee ${userId}`);
  return employee;
}

export function findInstance(call: Call<unknown>, instanceId: string, code: string): ApprovalInstance {
  const instance = call.platform.approvals.instance(instanceId);
  if (!instance) throw refuse(400, code, "the process instance does not exist");
  return instance;
}

export function findForm(call: Call<unknown>, processCode: string, code: string): ApprovalForm {
  const form = call.platform.approvals.form(processCode);
  if (!form) throw refuse(400, code, "processCode is unknown");
  return form;
}

/** Whether the person may use the form. */
export function isVisibleTo({ visibleTo }: ApprovalForm, userId: string): boolean {
  return visibleTo?.includes(userId) ?? true;
}

interface GivenEnclosure {
  readonly remark?: string;
  readonly file?: { readonly attachments?: readonly ApprovalFile[]; readonly photos?: readonly string[] };
}

/** What comes with a decision, a transfer or a comment. */
export function enclosureOf({ remark, file }: GivenEnclosure): Enclosure {
  return {
    ...(remark !== undefined && { remark }),
    ...(file?.attachments && { attachments: file.attachments }),
    ...(file?.photos && { images: file.photos }),
  };
}
