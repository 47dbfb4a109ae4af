import type { ResultFor } from "@dt/api";
import { rootDepartmentId } from "../../world/organization/organization.ts";
import type { Department } from "../../world/organization/types.ts";
import type { Call, Handlers } from "../call.ts";
import { pageOf } from "../paging/paging.ts";
import { searchStart } from "../paging/paging-options.ts";
import { refuseLegacy } from "../refusal.ts";

const malformed = { "*": "400002" };

export const departmentHandlers = {
  searchDepartments: {
    refusals: { "*": "parameter.error" },
    run: (call) => {
      const { queryWord, offset, size } = call.input;
      const found = call.platform.organization.departments.filter(({ name }) => name.includes(queryWord));
      const { items, next } = pageOf(found, searchStart(call.platform.paging, offset, size), size);
      return { hasMore: next !== undefined, totalCount: found.length, list: items.map(({ deptId }) => deptId) };
    },
  },
  getDepartment: {
    refusals: malformed,
    run: (call) => ({ result: details(call, findDepartment(call, call.input.dept_id)) }),
  },
  listSubDepartments: {
    refusals: malformed,
    run: (call) => {
      const { deptId } = findDepartment(call, call.input.dept_id ?? rootDepartmentId);
      return { result: call.platform.organization.children(deptId).map(outline) };
    },
  },
  listSubDepartmentIds: {
    refusals: malformed,
    run: (call) => {
      const { deptId } = findDepartment(call, call.input.dept_id);
      const children = call.platform.organization.children(deptId);
      return { result: { dept_id_list: children.map((child) => child.deptId) } };
    },
  },
  listParentsByDepartment: {
    refusals: malformed,
    run: (call) => {
      const { deptId } = findDepartment(call, call.input.dept_id);
      return { result: { parent_id_list: call.platform.organization.ancestors(deptId) } };
    },
  },
  listParentsByUser: {
    refusals: malformed,
    run: (call) => {
      const { organization } = call.platform;
      const employee = organization.employee(call.input.userid);
      if (!employee) throw refuseLegacy(33012, "无效的USERID");
      const paths = employee.departments.map(({ deptId }) => organization.ancestors(deptId));
      return { result: { parent_list: paths.map((parent_dept_id_list) => ({ parent_dept_id_list })) } };
    },
  },
} as const satisfies Handlers;

/** The parents and children of school classes are a tree of their own, which these calls do not read. */
const schoolContacts = -7;

/** Throws 60003 for a department that does not exist, or the code given. */
export function findDepartment(call: Call<unknown>, deptId: number, codeForUnknown = 60003): Department {
  if (deptId === schoolContacts) throw refuseLegacy(40009, "不合法的部门id");
  const department = call.platform.organization.department(deptId);
  if (!department) throw refuseLegacy(codeForUnknown, "部门不存在");
  return department;
}

type Details = NonNullable<ResultFor<"getDepartment">["result"]>;

function details(call: Call<unknown>, department: Department): Details {
  const { deptId, groupId, brief, sourceIdentifier } = department;
  return {
    ...basics(department),
    order: department.order ?? deptId,
    auto_approve_apply: false,
    hide_dept: department.hidden ?? false,
    outer_dept: false,
    group_contain_sub_dept: false,
    dept_manager_userid_list: [...(department.managers ?? [])],
    dept_permits: [],
    user_permits: [],
    outer_permit_depts: [],
    outer_permit_users: [],
    org_dept_owner: "",
    member_count: call.platform.organization.members(deptId).length,
    ...(groupId !== undefined && { dept_group_chat_id: groupId }),
    ...(brief !== undefined && { brief }),
    ...(sourceIdentifier !== undefined && { source_identifier: sourceIdentifier }),
  };
}

function outline(department: Department): ReturnType<typeof basics> & { source_identifier?: string } {
  const { sourceIdentifier } = department;
  return { ...basics(department), ...(sourceIdentifier !== undefined && { source_identifier: sourceIdentifier }) };
}

/** The root has no parent in answers. */
function basics({ deptId, parentId, name, groupId }: Department) {
  return {
    dept_id: deptId,
    name,
    ...(parentId !== 0 && { parent_id: parentId }),
    auto_add_user: groupId !== undefined,
    create_dept_group: groupId !== undefined,
    from_union_org: false,
  };
}
