import type { Organization } from "../organization/organization.ts";
import type { Approvals, NewInstance } from "./approvals.ts";
import { defaultProcessCodes } from "./default-forms.ts";
import { readFormValues } from "./form-values.ts";
import type { ApprovalInstance } from "./instance.ts";
import { stepsOf } from "./steps.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Approvals that are there from the start: two on their way, one agreed, one refused, one taken back. */
export function addDefaultApprovals(approvals: Approvals, organization: Organization, now: number): void {
  const begin = (processCode: string, originatorUserId: string, values: Readonly<Record<string, string>>) =>
    approvals.start(request(approvals, organization, { processCode, originatorUserId, values }));
  const leave = (userId: string, reason: string): ApprovalInstance =>
    begin(defaultProcessCodes.leave, userId, {
      请假类型: "年假",
      '["开始时间","结束时间"]': '["2026-02-02","2026-02-06"]',
      事由: reason,
    });
  approvals.at(now - 20 * day, () => {
    const agreed = leave("ouyang08", "旅行");
    decideNext(approvals, agreed, "agree", "玩得开心");
    decideNext(approvals, agreed, "agree");
    decideNext(approvals, leave("01234567890123456789", "世界很大"), "refuse", "人手不够");
  });
  approvals.at(now - 3 * day, () => approvals.terminate(leave("lisi02", "改期"), "lisi02", "时间变了"));
  approvals.at(now - day, () => {
    const half = begin(defaultProcessCodes.expense, "ouyang08", {
      总金额: "1280.50",
      费用明细: JSON.stringify([
        [
          { name: "用途", value: "机票" },
          { name: "数量", value: "1" },
        ],
      ]),
      发票: JSON.stringify([
        { spaceId: "1001", fileName: "机票.pdf", fileSize: "20480", fileType: "pdf", fileId: "sample-file-1" },
      ]),
    });
    decideNext(approvals, half, "agree");
    decideNext(approvals, half, "agree", "票据齐全");
  });
  approvals.at(now - 2 * hour, () => void leave("lisi02", "家里有事"));
}

function decideNext(
  approvals: Approvals,
  instance: ApprovalInstance,
  decision: "agree" | "refuse",
  remark?: string,
): void {
  const task = instance.tasks.find(({ status }) => status === "RUNNING");
  if (task) approvals.decide(instance, task, decision, remark === undefined ? {} : { remark });
}

interface Filled {
  readonly processCode: string;
  readonly originatorUserId: string;
  readonly values: Readonly<Record<string, string>>;
}

function request(approvals: Approvals, organization: Organization, filled: Filled): NewInstance {
  const { processCode, originatorUserId } = filled;
  const form = approvals.form(processCode);
  const given = Object.entries(filled.values).map(([name, value]) => ({ name, value }));
  const values = readFormValues(form?.components ?? [], given, { organization, isInstance: () => true });
  const steps = form ? stepsOf(organization, form, { originatorUserId }) : [];
  if ("code" in values) throw new TypeError(values.message);
  if ("code" in steps) throw new TypeError(steps.message);
  const employee = organization.employee(originatorUserId);
  const title = `${employee?.name}提交的${form?.name}`;
  const deptId = employee?.departments[0]?.deptId ?? -1;
  return { processCode, originatorUserId, title, deptId, values, steps, ccUserIds: [], ccPosition: "FINISH" };
}
