import type { ResultFor } from "@dt/api";
import type { Employee } from "../../world/organization/types.ts";
import type { Call } from "../call.ts";

/**
 * Permissions for single fields, which apps lose with `permissions.withdraw` like others. Their real codes are not
 * published.
 */
const fieldPermissions = { mobile: "fieldMobile", email: "fieldEmail" } as const;

type UserDetails = NonNullable<ResultFor<"getUser">["result"]>;

/** What `getUser` answers about an employee, as far as the app may know it. */
export function userDetails(call: Call<unknown>, employee: Employee): UserDetails {
  const { departments } = employee;
  return {
    ...listedUser(call, employee),
    ...(employee.managerUserId !== undefined && { manager_userid: employee.managerUserId }),
    real_authed: employee.active ?? true,
    senior: employee.senior ?? false,
    dept_order_list: departments.map(({ deptId, order }) => ({ dept_id: deptId, order: order ?? defaultOrder })),
    dept_position_list: departments.map(({ deptId, title = "", workPlace = "" }, index) => ({
      dept_id: deptId,
      is_main: index === 0,
      title,
      work_place: workPlace,
    })),
    leader_in_dept: departments.map(({ deptId, leader = false }) => ({ dept_id: deptId, leader })),
    role_list: (employee.roles ?? []).map(({ id, name, groupName }) => ({ id, name, group_name: groupName })),
  };
}

const defaultOrder = 176_363_101_562_992_510;

type ListedUser = NonNullable<NonNullable<ResultFor<"listDepartmentUsers">["result"]>["list"]>[number];

/** What lists of a department say about an employee. */
export function departmentUser(call: Call<unknown>, employee: Employee, deptId: number): ListedUser {
  const membership = employee.departments.find((one) => one.deptId === deptId);
  const order = membership?.order ?? defaultOrder;
  return { ...listedUser(call, employee), dept_order: order, leader: membership?.leader ?? false };
}

function listedUser(call: Call<unknown>, employee: Employee) {
  const { userId, unionId, name, extension, loginId } = employee;
  return {
    userid: userId,
    unionid: unionId,
    name,
    avatar: employee.avatar ?? "",
    active: employee.active ?? true,
    admin: employee.adminLevel !== undefined,
    boss: employee.boss ?? false,
    hide_mobile: employee.hideMobile ?? false,
    dept_id_list: employee.departments.map(({ deptId }) => deptId),
    exclusive_account: loginId !== undefined,
    ...(loginId !== undefined && { exclusive_account_type: "dingtalk", login_id: loginId }),
    ...(employee.hiredAt !== undefined && { hired_date: employee.hiredAt }),
    ...(extension && { extension: JSON.stringify(extension) }),
    title: employee.title ?? "",
    job_number: employee.jobNumber ?? "",
    work_place: employee.workPlace ?? "",
    remark: employee.remark ?? "",
    telephone: employee.telephone ?? "",
    ...privateFields(call, employee),
  };
}

/** Third-party apps never see how to reach somebody; others need the permission for each field. */
function privateFields(
  call: Call<unknown>,
  { mobile, stateCode = "86", email, orgEmail }: Employee,
): { mobile?: string; state_code?: string; email?: string; org_email?: string } {
  const app = call.app();
  const mayRead = (permission: string): boolean =>
    app.kind === "internal" && call.platform.permissions.missing(app.appKey, [permission]).length === 0;
  return {
    ...(mobile !== undefined && mayRead(fieldPermissions.mobile) && { mobile, state_code: stateCode }),
    ...(mayRead(fieldPermissions.email) && { email: email ?? "", org_email: orgEmail ?? "" }),
  };
}
