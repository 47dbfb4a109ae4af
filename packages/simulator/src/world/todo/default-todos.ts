import type { NewTodo, Todos } from "./todos.ts";
import { changeTodo } from "./todos.ts";

const hour = 3_600_000;
const day = 24 * hour;
const ouyang = "ouyang08UnionIdiE";
const zhao = "zhaoliu05UnionIdiE";
const ann = "manager09abUnionIdiE";

/**
 * To-dos that are there from the start, made by one app: one in time, one overdue, one done, one that only one of its two
 * people has done, one to read, one that users may tick themselves, one as long as can be.
 */
export function addDefaultTodos(todos: Todos, appKey: string, now: number): void {
  const add = (subject: string, sourceId: string, rest: Partial<NewTodo> = {}) =>
    todos.add({ ...usual, appKey, subject, sourceId, createdAt: now - 3 * day, ...rest });

  add("交周报", "sample-weekly", { dueTime: now + day, priority: 30 });
  add("补签合同", "sample-overdue", { dueTime: now - 2 * hour, priority: 40, description: "甲方已盖章" });
  const done = add("领取工牌", "sample-done", { dueTime: now - day });
  changeTodo(done, { done: true }, ouyang, now - 2 * day);
  add("安全培训", "sample-half", {
    executors: new Map([
      [zhao, true],
      [ouyang, false],
    ]),
    participantIds: [ann],
  });
  add("阅读：差旅制度", "sample-read", { todoType: "READ" });
  add("自己勾选", "sample-plain", { detailUrl: undefined, dueTime: undefined });
  add("长".repeat(1_024), "sample-long", { description: "长".repeat(4_096), priority: 10 });
}

const usual: Omit<NewTodo, "appKey" | "subject" | "sourceId" | "createdAt"> = {
  kind: "work",
  todoType: "TODO",
  creatorId: ann,
  isOnlyShowExecutor: false,
  detailUrl: { appUrl: "https://example.com/todo", pcUrl: "https://example.com/todo" },
  notifyConfigs: undefined,
  priority: 20,
  description: "",
  dueTime: undefined,
  participantIds: [],
  executors: new Map([[ouyang, false]]),
  contentFieldList: [],
};
