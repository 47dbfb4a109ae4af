import type { ResultFor } from "@dt/api";
import type { Todo } from "../../world/todo/todos.ts";
import type { Call } from "../call.ts";

/** People see what apps make under the name of another product, and cannot delete it there. */
const shownUnder = { bizTag: "teambition", sourceTitle: "Teambition" };

/** A to-do as single answers show it. */
export function todoDetails(call: Call<unknown>, todo: Todo): ResultFor<"todoGet"> {
  const { detailUrl, dueTime, finishedAt } = todo;
  return {
    id: todo.id,
    bizTag: shownUnder.bizTag,
    source: `isv_${todo.appKey}`,
    sourceId: todo.sourceId,
    subject: todo.subject,
    description: todo.description,
    creatorId: todo.creatorId,
    modifierId: todo.modifierId,
    executorIds: [...todo.executors.keys()],
    participantIds: [...todo.participantIds],
    priority: todo.priority,
    done: todo.done,
    isOnlyShowExecutor: todo.isOnlyShowExecutor,
    startTime: todo.createdAt,
    createdTime: todo.createdAt,
    modifiedTime: todo.modifiedAt,
    requestId: call.requestId,
    ...(detailUrl && { detailUrl }),
    ...(dueTime !== undefined && { dueTime }),
    ...(finishedAt !== undefined && { finishTime: finishedAt }),
  };
}

type TodoCard = NonNullable<ResultFor<"todoQueryOrgByUser">["todoCards"]>[number];

/** A to-do as the lists of an organisation show it. */
export function todoCard(todo: Todo): TodoCard {
  const { detailUrl, dueTime } = todo;
  return {
    taskId: todo.id,
    bizTag: shownUnder.bizTag,
    sourceId: todo.sourceId,
    subject: todo.subject,
    creatorId: todo.creatorId,
    priority: todo.priority,
    isDone: todo.done,
    todoType: todo.todoType,
    createdTime: todo.createdAt,
    modifiedTime: todo.modifiedAt,
    ...(detailUrl && { detailUrl }),
    ...(dueTime !== undefined && { dueTime }),
  };
}

type PersonalCard = NonNullable<ResultFor<"todoList">["todoCards"]>[number];

/** A to-do as the list of everything that a person has shows it. */
export function personalCard(call: Call<unknown>, todo: Todo): PersonalCard {
  const { todoType: _, ...card } = todoCard(todo);
  const { corpId } = call.app();
  return {
    ...card,
    category: shownUnder.bizTag,
    originalSource: { sourceTitle: shownUnder.sourceTitle },
    orgInfo: { corpId, name: call.platform.organization.name },
    todoStatus: todo.done ? "done" : "todo",
    todoCardView: { cardType: "standard", contentType: "text", todoCardTitle: todo.subject, todoCardContentList: [] },
  };
}
