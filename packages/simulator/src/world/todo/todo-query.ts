import type { Todo } from "./todos.ts";

/** Which to-dos of a person are asked for. */
export interface TodoQuery {
  readonly isDone?: boolean;
  readonly fromDueTime?: number;
  readonly toDueTime?: number;
  readonly subject?: string;
  readonly todoType?: "TODO" | "READ";
  /** Outer or, inner and. */
  readonly roleTypes?: readonly (readonly string[])[];
  readonly orderBy?: string;
  readonly orderDirection?: string;
}

/** Done items go back 180 days, as documented for one of the lists. */
const doneWindowMs = 180 * 24 * 3_600_000;

/** The to-dos that concern the person and fit the query; newest first unless it names an order. */
export function queryTodos(todos: readonly Todo[], unionId: string, query: TodoQuery, now: number): Todo[] {
  const found = todos.filter((todo) => hasRole(todo, unionId, query.roleTypes) && fits(todo, query, now));
  const { orderBy, orderDirection = "desc" } = query;
  if (orderBy === undefined) return found;
  const sign = orderDirection.toLowerCase() === "asc" ? 1 : -1;
  return found.toSorted((left, right) => sign * (orderValue(left, orderBy) - orderValue(right, orderBy)));
}

function fits(todo: Todo, query: TodoQuery, now: number): boolean {
  const { dueTime } = todo;
  if (query.isDone !== undefined && todo.done !== query.isDone) return false;
  if (todo.done && (todo.finishedAt ?? now) < now - doneWindowMs) return false;
  if (query.fromDueTime !== undefined && (dueTime === undefined || dueTime < query.fromDueTime)) return false;
  if (query.toDueTime !== undefined && (dueTime === undefined || dueTime > query.toDueTime)) return false;
  if (query.todoType !== undefined && todo.todoType !== query.todoType) return false;
  return query.subject === undefined || todo.subject.includes(query.subject);
}

function hasRole(todo: Todo, unionId: string, roleTypes: TodoQuery["roleTypes"]): boolean {
  const roles = new Set([
    ...(todo.executors.has(unionId) ? ["executor"] : []),
    ...(todo.creatorId === unionId ? ["creator"] : []),
    ...(todo.participantIds.includes(unionId) ? ["participant"] : []),
  ]);
  if (!roleTypes || roleTypes.length === 0) return roles.size > 0;
  return roleTypes.some((all) => all.length > 0 && all.every((role) => roles.has(role)));
}

function orderValue(todo: Todo, orderBy: string): number {
  if (orderBy === "dueTime") return todo.dueTime ?? Number.MAX_SAFE_INTEGER;
  return orderBy === "modifiedTime" ? todo.modifiedAt : todo.createdAt;
}
