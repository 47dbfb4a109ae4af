/** The tools of DingTalk that a tenant may offer to its model, by the names that stand in a tenants file. */
import type { Client, RobotMessage } from "@dt/api";
import type { Tool } from "@dt/llm";
import type { TenantToolName } from "@dt/runtime";
import type { Turn } from "@dt/session";
import { countApprovals, getApproval, listApprovals, listForms } from "./approvals.ts";
import {
  getDepartment,
  getUser,
  listDepartmentMembers,
  listSubDepartments,
  searchDepartments,
  searchUsers,
} from "./people.ts";
import { type Asker, descriptionOf, type PersonTool, parametersOf, pickGiven } from "./person-tool.ts";
import { completeTodo, createTodo, listTodos } from "./todos.ts";

/** None is destructive: what cannot be taken back is done by the person in DingTalk. */
export const personTools = {
  "users.search": searchUsers,
  "users.get": getUser,
  "departments.search": searchDepartments,
  "departments.get": getDepartment,
  "departments.children": listSubDepartments,
  "departments.members": listDepartmentMembers,
  "todos.list": listTodos,
  "todos.create": createTodo,
  "todos.complete": completeTodo,
  "approvals.forms": listForms,
  "approvals.list": listApprovals,
  "approvals.get": getApproval,
  "approvals.count": countApprovals,
} as const satisfies Readonly<Record<TenantToolName, PersonTool>>;

/** The tools for one turn. They act for the person who sent its messages; there are none for people outside. */
export function toolsFor(turn: Turn<RobotMessage>, names: readonly TenantToolName[], client: Client): Tool[] {
  const userId = turn.messages[0]?.content.sender.staffId;
  if (userId === undefined) return [];
  const asker: Asker = { client, userId, turnId: `${turn.tenantId} ${turn.id}` };
  return names.map((name) => {
    const tool: PersonTool = personTools[name];
    return {
      name,
      description: descriptionOf(tool),
      parameters: parametersOf(tool),
      run: (given, { signal }) => tool.run(pickGiven(tool, given), asker, { signal }),
    };
  });
}
