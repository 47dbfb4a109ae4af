/** To-dos of the person who asks. */
import { createHash } from "node:crypto";
import { DingTalkError } from "@dt/api";
import type { ToolArguments } from "@dt/llm";
import type { Asker, PersonTool } from "./person-tool.ts";

export const listTodos: PersonTool = {
  operation: "todoListOrg",
  note: "Only those of the person who asks. DingTalk leaves out to-dos without a page, such as those made by todos.create.",
  fields: { isDone: true, nextToken: true },
  async run(given, { client, userId }, options) {
    return await client.todos.list({ ...given, unionId: { userId } }, options);
  },
};

export const createTodo: PersonTool = {
  operation: "todoCreate",
  note: "In the name of the person who asks, and only when they ask for it in their own words.",
  fields: {
    subject: true,
    description: true,
    dueTime: true,
    priority: true,
    executorIds: "User ids of the people who do it; the person who asks when left out.",
  },
  required: ["subject"],
  async run({ executorIds, ...given }, asker, options) {
    const { client, userId } = asker;
    const me = { userId };
    const named = (executorIds ?? []) as readonly string[];
    const executors = named.length > 0 ? named : [userId];
    const todo = {
      ...(given as { subject: string }),
      unionId: me,
      creatorId: me,
      operatorId: me,
      executorIds: executors.map((id) => ({ userId: id })),
      sourceId: sourceIdOf(asker, { ...given, executors }),
    };
    try {
      const { id, subject, dueTime } = await client.todos.create(todo, options);
      return { id, subject, dueTime };
    } catch (error) {
      // An earlier try of this turn made it and died before the answer.
      if (!(error instanceof DingTalkError) || error.code !== "already_exists") throw error;
      const made = await client.todos.getBySourceId({ unionId: me, sourceId: todo.sourceId }, options);
      return { id: made.id, subject: made.subject, dueTime: made.dueTime };
    }
  },
};

/** The same to-do in every try of a turn; another one in another turn. */
function sourceIdOf({ turnId, userId }: Asker, todo: ToolArguments): string {
  const sorted = Object.entries(todo).toSorted(([one], [other]) => one.localeCompare(other));
  const digest = createHash("sha256")
    .update(JSON.stringify([userId, turnId, sorted]))
    .digest("hex");
  return `dt-${digest.slice(0, 40)}`;
}

export const completeTodo: PersonTool = {
  operation: "todoUpdateExecutorStatus",
  note: "Marks the part of the person who asks as done, not that of others.",
  fields: { taskId: true },
  required: ["taskId"],
  async run({ taskId }, { client, userId }, options) {
    const me = { userId };
    const executorStatusList = [{ id: me, isDone: true }];
    const input = { unionId: me, operatorId: me, taskId: taskId as string, executorStatusList };
    await client.todos.updateExecutors(input, options);
    return { done: true };
  },
};
