import { describe, expect, it } from "vitest";
import { callApi, startSimulator } from "../../../test/simulator.ts";
import { defaultForms } from "../approval/default-forms.ts";
import type { ComponentName } from "../approval/form.ts";
import { defaultOrganization } from "./default-organization.ts";
import type { Department, Employee, FormerEmployee } from "./types.ts";

const { departments = [], employees = [], formerEmployees = [] } = defaultOrganization();

/** Fields that nothing in a list has. */
function unused<T extends object>(fields: Record<keyof T, true>, list: readonly T[]): string[] {
  return Object.keys(fields).filter((field) => !list.some((entry) => field in entry));
}

function depthOf(deptId: number): number {
  const department = departments.find((each) => each.deptId === deptId);
  return department === undefined ? 0 : 1 + depthOf(department.parentId);
}

describe("the default organisation", () => {
  it("has somebody for every field that people can have", () => {
    const fields: Record<keyof Employee, true> = {
      userId: true,
      unionId: true,
      name: true,
      departments: true,
      mobile: true,
      stateCode: true,
      email: true,
      orgEmail: true,
      telephone: true,
      title: true,
      jobNumber: true,
      workPlace: true,
      remark: true,
      avatar: true,
      hiredAt: true,
      extension: true,
      managerUserId: true,
      roles: true,
      adminLevel: true,
      boss: true,
      senior: true,
      hideMobile: true,
      active: true,
      daysAway: true,
      loginId: true,
    };
    expect(unused(fields, employees)).toEqual([]);
    const gone: Record<keyof FormerEmployee, true> = {
      userId: true,
      name: true,
      leftAt: true,
      leaveReason: true,
      mobile: true,
      stateCode: true,
      deptId: true,
      handoverUserId: true,
      voluntaryReason: true,
      passiveReason: true,
      reasonMemo: true,
    };
    expect(unused(gone, formerEmployees)).toEqual([]);
  });

  it("has somebody without each field that may be absent", () => {
    const optional = ["mobile", "email", "title", "jobNumber", "managerUserId", "roles", "hiredAt"] as const;
    for (const field of optional) expect(employees.some((person) => !(field in person))).toBe(true);
    const names = employees.map(({ name }) => name);
    expect(new Set(names).size).toBeLessThan(names.length);
  });

  it("has departments three levels deep, an empty one, and every field of them", () => {
    expect(Math.max(...departments.map(({ deptId }) => depthOf(deptId)))).toBe(3);
    const fields: Record<keyof Department, true> = {
      deptId: true,
      parentId: true,
      name: true,
      order: true,
      managers: true,
      hidden: true,
      brief: true,
      sourceIdentifier: true,
      groupId: true,
    };
    expect(unused(fields, departments)).toEqual([]);
    const inhabited = new Set(employees.flatMap((person) => person.departments.map(({ deptId }) => deptId)));
    expect(departments.some(({ deptId }) => !inhabited.has(deptId))).toBe(true);
  });

  it("has a form with each component", () => {
    const components: Record<ComponentName, true> = {
      TextField: true,
      TextareaField: true,
      NumberField: true,
      MoneyField: true,
      PhoneField: true,
      StarRatingField: true,
      DDSelectField: true,
      DDMultiSelectField: true,
      DDDateField: true,
      DDDateRangeField: true,
      DDPhotoField: true,
      TableField: true,
      DDAttachment: true,
      InnerContactField: true,
      DepartmentField: true,
      RelateField: true,
      AddressField: true,
      TextNote: true,
      DDHolidayField: true,
    };
    const used = new Set(defaultForms.flatMap((form) => form.components.map(({ name }) => name)));
    expect(Object.keys(components).filter((name) => !used.has(name as ComponentName))).toEqual([]);
  });

  it("has approvals in each state", async () => {
    const { approvals } = await startSimulator();
    const states = approvals.instances().map(({ status, result }) => `${status} ${result ?? ""}`.trim());
    expect(new Set(states)).toEqual(new Set(["RUNNING", "COMPLETED agree", "COMPLETED refuse", "TERMINATED"]));
  });

  it("has to-dos in each state, and groups with and without the robot", async () => {
    const simulator = await startSimulator();
    const list = (isDone: boolean) =>
      callApi(simulator, "POST /v1.0/todo/users/ouyang08UnionIdiE/org/tasks/query", { isDone });
    const [open, done] = [await list(false), await list(true)];
    const now = simulator.clock.now();
    const due = (open.body["todoCards"] as { dueTime?: number }[]).map(({ dueTime }) => dueTime);
    expect(due.some((time) => time !== undefined && time < now)).toBe(true);
    expect(due.some((time) => time !== undefined && time > now)).toBe(true);
    expect(done.body["todoCards"]).toMatchObject([{ subject: "领取工牌", isDone: true }]);
    expect(simulator.todos.all().map(({ todoType }) => todoType)).toContain("READ");
    expect(simulator.world.groups.map(({ robots }) => robots.length)).toEqual([1, 0]);
    const known = new Set(simulator.world.groups.map(({ conversationId }) => conversationId));
    expect(departments.filter(({ groupId }) => groupId !== undefined && !known.has(groupId))).toEqual([]);
  });
});
