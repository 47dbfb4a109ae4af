import { fromOperation } from "../../command/from-operation.ts";
import { deptSearch } from "./dept-search.ts";
import { deptTree } from "./dept-tree.ts";

const deptId = { name: "deptId", summary: "Id of the department; 1 is the whole organisation" };

export const commands = [
  deptSearch,
  fromOperation({
    name: "get",
    operation: "getDepartment",
    summary: "Show a department",
    arguments: { dept_id: deptId },
    result: "result",
  }),
  fromOperation({
    name: "children",
    operation: "listSubDepartments",
    summary: "List the departments one level below",
    arguments: { dept_id: { ...deptId, optional: true } },
    result: "result",
    columns: { deptId: "dept_id", Name: "name", Parent: "parent_id" },
  }),
  fromOperation({
    name: "child-ids",
    operation: "listSubDepartmentIds",
    summary: "List the ids one level below, also of departments outside the app's scope",
    arguments: { dept_id: deptId },
    result: "result.dept_id_list",
    columns: { deptId: "" },
  }),
  fromOperation({
    name: "users",
    operation: "listDepartmentUsers",
    summary: "List the direct members of a department",
    examples: ["dept users 1 --all", "dept users 42 --limit 5 --json"],
    arguments: { dept_id: deptId },
    columns: { userId: "userid", Name: "name", Title: "title", Mobile: "mobile", Leader: "leader" },
  }),
  fromOperation({
    name: "user-names",
    operation: "listDepartmentUsersSimple",
    summary: "List only userId and name of the direct members",
    arguments: { dept_id: deptId },
    columns: { userId: "userid", Name: "name" },
  }),
  fromOperation({
    name: "user-ids",
    operation: "listDepartmentUserIds",
    summary: "List the userIds of the direct members, also of people outside the app's scope",
    arguments: { dept_id: deptId },
    result: "result.userid_list",
    columns: { userId: "" },
  }),
  fromOperation({
    name: "parents",
    operation: "listParentsByDepartment",
    summary: "List the ids from a department up to the root",
    arguments: { dept_id: deptId },
    result: "result.parent_id_list",
    columns: { deptId: "" },
  }),
  deptTree,
];
