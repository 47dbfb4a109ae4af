import { randomBytes } from "node:crypto";
import { BoundedMap } from "../bounded.ts";

/** One to-do. People are union ids. */
export interface Todo {
  readonly id: string;
  /** The app that made it; only that app may change it. */
  readonly appKey: string;
  readonly kind: "work" | "personal";
  readonly todoType: "TODO" | "READ";
  readonly sourceId: string;
  readonly creatorId: string;
  /** Milliseconds. */
  readonly createdAt: number;
  readonly isOnlyShowExecutor: boolean;
  readonly detailUrl: { readonly appUrl?: string; readonly pcUrl?: string } | undefined;
  readonly notifyConfigs: { readonly dingNotify?: string } | undefined;
  readonly priority: number;
  subject: string;
  description: string;
  dueTime: number | undefined;
  participantIds: readonly string[];
  /** Who has to do it, and whether each has done it. */
  executors: ReadonlyMap<string, boolean>;
  contentFieldList: readonly { readonly fieldKey?: string; readonly fieldValue?: string }[];
  done: boolean;
  finishedAt: number | undefined;
  modifiedAt: number;
  modifierId: string;
}

export type NewTodo = Omit<Todo, "id" | "done" | "finishedAt" | "modifiedAt" | "modifierId">;

/** The to-dos of all apps. */
export interface Todos {
  /** Adds a to-do that nobody has done yet. */
  add(todo: NewTodo): Todo;
  find(id: string): Todo | undefined;
  findBySource(appKey: string, sourceId: string): Todo | undefined;
  /** Newest first. */
  all(): Todo[];
  remove(id: string): void;
}

const kept = 20_000;

export function createTodos(): Todos {
  const todos = new BoundedMap<string, Todo>(kept);
  return {
    add: (fields) => {
      const id = `task${randomBytes(12).toString("hex")}`;
      const { createdAt, creatorId } = fields;
      const todo = { ...fields, id, done: false, finishedAt: undefined, modifiedAt: createdAt, modifierId: creatorId };
      todos.set(id, todo);
      return todo;
    },
    find: (id) => todos.get(id),
    findBySource: (appKey, sourceId) =>
      [...todos.values()].find((todo) => todo.appKey === appKey && todo.sourceId === sourceId),
    all: () => [...todos.values()].toReversed(),
    remove: (id) => void todos.delete(id),
  };
}

/** What somebody changes about a to-do; absent fields stay. */
export interface TodoChange {
  readonly subject?: string;
  readonly description?: string;
  readonly dueTime?: number;
  readonly executorIds?: readonly string[];
  readonly participantIds?: readonly string[];
  readonly contentFieldList?: Todo["contentFieldList"];
  readonly done?: boolean;
}

/** Changes a to-do. `done` holds for everybody who has to do it. */
export function changeTodo(todo: Todo, change: TodoChange, modifierId: string, now: number): void {
  todo.subject = change.subject ?? todo.subject;
  todo.description = change.description ?? todo.description;
  todo.dueTime = change.dueTime ?? todo.dueTime;
  todo.participantIds = change.participantIds ?? todo.participantIds;
  todo.contentFieldList = change.contentFieldList ?? todo.contentFieldList;
  if (change.executorIds) {
    todo.executors = new Map(change.executorIds.map((id) => [id, todo.executors.get(id) ?? false]));
  }
  if (change.done !== undefined) {
    const { done } = change;
    todo.executors = new Map([...todo.executors.keys()].map((id) => [id, done]));
    finish(todo, done, now);
  }
  touch(todo, modifierId, now);
}

/** Notes who has done their part; the to-do is done once all have. */
export function changeExecutors(
  todo: Todo,
  states: ReadonlyMap<string, boolean>,
  modifierId: string,
  now: number,
): void {
  todo.executors = new Map([...todo.executors, ...states]);
  finish(todo, [...todo.executors.values()].every(Boolean), now);
  touch(todo, modifierId, now);
}

function finish(todo: Todo, done: boolean, now: number): void {
  if (done && !todo.done) todo.finishedAt = now;
  if (!done) todo.finishedAt = undefined;
  todo.done = done;
}

function touch(todo: Todo, modifierId: string, now: number): void {
  todo.modifierId = modifierId;
  todo.modifiedAt = now;
}
