/** What a tenant may let its model do in DingTalk, by the names that stand in `tools`. The worker carries them out. */
export const tenantToolNames = [
  "users.search",
  "users.get",
  "departments.search",
  "departments.get",
  "departments.children",
  "departments.members",
  "todos.list",
  "todos.create",
  "todos.complete",
  "approvals.forms",
  "approvals.list",
  "approvals.get",
  "approvals.count",
] as const;

export type TenantToolName = (typeof tenantToolNames)[number];
