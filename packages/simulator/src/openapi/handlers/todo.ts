import type { InputFor } from "@dt/api";
import { queryTodos, type TodoQuery } from "../../world/todo/todo-query.ts";
import { changeExecutors, changeTodo, type NewTodo, type Todo } from "../../world/todo/todos.ts";
import type { Call, Handlers } from "../call.ts";
import { pageOf } from "../paging/paging.ts";
import { refuse } from "../refusal.ts";
import { personalCard, todoCard, todoDetails } from "./todo-view.ts";

const createError = "todo.taskCreate.paramError";
const updateError = "todo.taskUpdate.paramError";
const executorError = "todo.taskExecutorStatusUpdate.paramError";
const deleteError = "todo.taskDelete.paramError";
/** The reads have no public page: their codes follow the pattern of the others. */
const readError = "todo.taskQuery.paramError";
const listError = "todo.orgTaskQuery.paramError";

/** The page sizes that DingTalk decides are not published. */
const pageSize = 20;
const defaultPriority = 20;
const gone = "task not exist";

export const todoHandlers = {
  todoCreate: {
    anyToken: true,
    refusals: { subject: createError, "*": createError },
    run: (call) => {
      refuseStoreApp(call);
      const { input } = call;
      checkOperator(call, createError);
      checkNew(call, input);
      const app = call.app();
      const { sourceId } = input;
      if (sourceId !== undefined && call.platform.todos.findBySource(app.appKey, sourceId)) {
        throw refuse(400, createError, `task exist: a to-do with sourceId ${sourceId} was created before`);
      }
      const todo = call.platform.todos.add(newTodo(call, input, input.creatorId ?? input.unionId));
      const { notifyConfigs } = input;
      const { cardTypeId: _, tenantId: __, tenantType: ___, ...details } = todoDetails(call, todo);
      return {
        ...details,
        contentFieldList: todo.contentFieldList.map((field) => ({ ...field })),
        ...(notifyConfigs?.dingNotify !== undefined && { notifyConfigs: { dingNotify: notifyConfigs.dingNotify } }),
      };
    },
  },
  todoCreatePersonal: {
    anyToken: true,
    refusals: { "*": createError },
    run: (call) => {
      const employee = call.platform.organization.employee(call.userId ?? "");
      if (!employee) throw refuse(400, "todo.taskCreate.tokenTypeError", "the token is not that of a person");
      checkNew(call, call.input);
      const todo = call.platform.todos.add({ ...newTodo(call, call.input, employee.unionId), kind: "personal" });
      return { taskId: todo.id, createdTime: todo.createdAt };
    },
  },
  todoGet: {
    anyToken: true,
    run: (call) => {
      checkPeople(call, readError, "unionId", [call.input.unionId]);
      return todoDetails(call, findTodo(call, readError, call.input.taskId));
    },
  },
  todoGetBySourceId: {
    anyToken: true,
    run: (call) => {
      checkPeople(call, readError, "unionId", [call.input.unionId]);
      const todo = call.platform.todos.findBySource(call.app().appKey, call.input.sourceId);
      if (!todo) throw refuse(400, readError, gone);
      const { cardTypeId: _, ...details } = todoDetails(call, todo);
      return details;
    },
  },
  todoListOrg: {
    anyToken: true,
    refusals: { "*": listError },
    run: (call) => {
      const mine = listFor(call, listError).filter(({ kind, detailUrl }) => kind === "work" && detailUrl !== undefined);
      const { items, nextToken } = page(call, listError, mine, pageSize);
      return { todoCards: items.map(todoCard), nextToken };
    },
  },
  todoList: {
    anyToken: true,
    refusals: { "*": readError },
    run: (call) => {
      const found = call.input.isRecycled ? [] : listFor(call, readError);
      const { items, nextToken } = page(call, readError, found, pageSize);
      return { todoCards: items.map((todo) => personalCard(call, todo)), nextToken, totalCount: found.length };
    },
  },
  todoQueryOrgByUser: {
    anyToken: true,
    refusals: { "*": readError },
    run: (call) => {
      const maxResults = call.input.maxResults ?? pageSize;
      const work = listFor(call, readError).filter(({ kind }) => kind === "work");
      const { items, nextToken } = page(call, readError, work, maxResults);
      return { todoCards: items.map(todoCard), nextToken, maxResults };
    },
  },
  todoCount: {
    anyToken: true,
    refusals: { "*": readError },
    run: (call) => ({ result: call.input.isRecycled ? 0 : listFor(call, readError).length }),
  },
  todoUpdate: {
    anyToken: true,
    refusals: { "*": updateError },
    run: (call) => {
      const { input } = call;
      const modifierId = checkOperator(call, updateError);
      const todo = findOwnTodo(call, updateError, input.taskId);
      checkPeople(call, updateError, "executorIds", input.executorIds, 1_000);
      checkPeople(call, updateError, "participantIds", input.participantIds, 1_000);
      checkDueTime(updateError, input.dueTime);
      changeTodo(todo, input, modifierId, call.platform.clock.now());
      return { result: true };
    },
  },
  todoUpdateExecutorStatus: {
    anyToken: true,
    refusals: { "*": executorError },
    run: (call) => {
      const modifierId = checkOperator(call, executorError);
      const todo = findOwnTodo(call, executorError, call.input.taskId);
      const states = new Map<string, boolean>();
      for (const { id = "", isDone = false } of call.input.executorStatusList ?? []) {
        if (!todo.executors.has(id)) throw refuse(400, executorError, `${id} is not an executor of the task`);
        states.set(id, isDone);
      }
      if (states.size === 0) throw refuse(400, executorError, "executorStatusList is empty");
      changeExecutors(todo, states, modifierId, call.platform.clock.now());
      return { result: true };
    },
  },
  todoDelete: {
    anyToken: true,
    run: (call) => {
      checkOperator(call, deleteError);
      const todo = findOwnTodo(call, deleteError, call.input.taskId);
      call.platform.todos.remove(todo.id);
      return { result: true, requestId: call.requestId };
    },
  },
} as const satisfies Handlers;

type NewInput = Pick<InputFor<"todoCreate">, "subject"> & Partial<InputFor<"todoCreate">>;

function checkNew(call: Call<unknown>, input: NewInput): void {
  if (input.subject.trim() === "") throw refuse(400, createError, "subject is empty");
  if (input.creatorId !== undefined) checkPeople(call, createError, "creatorId", [input.creatorId]);
  checkPeople(call, createError, "executorIds", input.executorIds, 100);
  checkPeople(call, createError, "participantIds", input.participantIds, 100);
  checkDueTime(createError, input.dueTime);
}

function newTodo(call: Call<unknown>, input: NewInput, creatorId: string): NewTodo {
  const executorIds = input.executorIds?.length ? input.executorIds : [creatorId];
  return {
    appKey: call.app().appKey,
    kind: "work",
    todoType: input.todoType ?? "TODO",
    sourceId: input.sourceId ?? call.requestId,
    creatorId,
    createdAt: call.platform.clock.now(),
    isOnlyShowExecutor: input.isOnlyShowExecutor ?? false,
    detailUrl: input.detailUrl,
    notifyConfigs: input.notifyConfigs,
    priority: input.priority ?? defaultPriority,
    subject: input.subject,
    description: input.description ?? "",
    dueTime: input.dueTime,
    participantIds: input.participantIds ?? [],
    executors: new Map(executorIds.map((id) => [id, false])),
    contentFieldList: input.contentFieldList ?? [],
  };
}

/** Apps of the store make to-dos in the name of a person only. */
function refuseStoreApp(call: Call<unknown>): void {
  if (call.app().kind === "internal" || call.userId !== undefined) return;
  const message = "a third-party app needs the access token of a person for this call";
  throw refuse(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", message, {
    accessdenieddetail: { requiredScopes: [...call.operation.permissions] },
  });
}

/** The union id of whoever acts: `operatorId`, else the person in the path. */
function checkOperator(call: Call<{ readonly unionId: string; readonly operatorId?: string }>, code: string): string {
  const { unionId, operatorId } = call.input;
  checkPeople(call, code, "unionId", [unionId]);
  if (operatorId !== undefined) checkPeople(call, code, "operatorId", [operatorId]);
  return operatorId ?? unionId;
}

/** Every id of a to-do is a union id. */
function checkPeople(
  call: Call<unknown>,
  code: string,
  field: string,
  unionIds: readonly string[] = [],
  most = Number.POSITIVE_INFINITY,
): void {
  if (unionIds.length > most) throw refuse(400, code, `${field.replace(/Ids$/, "s")} is oversize: at most ${most}`);
  const { organization, world } = call.platform;
  const isKnown = (id: string): boolean =>
    organization.employeeByUnionId(id) !== undefined || world.people.some(({ unionId }) => unionId === id);
  const wrong = unionIds.find((id) => !isKnown(id));
  if (wrong === undefined) return;
  const isUserId = organization.employee(wrong) !== undefined;
  throw refuse(400, code, `${field} is invalid: ${wrong} is ${isUserId ? "a userId, not a unionId" : "no unionId"}`);
}

function checkDueTime(code: string, dueTime: number | undefined): void {
  // Earlier than 2001 it is a time in seconds by mistake.
  if (dueTime !== undefined && dueTime < 978_307_200_000) throw refuse(400, code, "dueTime is invalid");
}

function findTodo(call: Call<unknown>, code: string, taskId: string): Todo {
  const todo = call.platform.todos.find(taskId);
  if (!todo) throw refuse(400, code, gone);
  return todo;
}

function findOwnTodo(call: Call<unknown>, code: string, taskId: string): Todo {
  const todo = findTodo(call, code, taskId);
  if (todo.appKey !== call.app().appKey) throw refuse(400, code, "task not belong to bizTag");
  return todo;
}

type ListCall = Call<TodoQuery & { readonly unionId: string; readonly nextToken?: string }>;

function listFor(call: ListCall, code: string): Todo[] {
  const { unionId } = call.input;
  checkPeople(call, code, "unionId", [unionId]);
  return queryTodos(call.platform.todos.all(), unionId, call.input, call.platform.clock.now());
}

/** The last page of a list has `null` in place of a position. */
function page(call: ListCall, code: string, list: readonly Todo[], size: number): { items: Todo[]; nextToken: string } {
  const offset = nextOffset(call.input.nextToken, code);
  const { items, next } = pageOf(list, offset, size);
  return { items, nextToken: next === undefined ? (null as never) : String(next) };
}

function nextOffset(nextToken: string | undefined, code: string): number {
  const offset = Number(nextToken ?? "0");
  if (!Number.isSafeInteger(offset) || offset < 0) throw refuse(400, code, "nextToken is invalid");
  return offset;
}
