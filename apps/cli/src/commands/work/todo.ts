import { fromOperation } from "../../command/from-operation.ts";
import { todoCreate, todoUpdate } from "./todo-write.ts";

const taskId = { name: "taskId", summary: "Id of the to-do" };
const owner = { name: "user", summary: "userId of the person whose to-do it is (default: yours)" };
const byOwner = { operator: ["unionId"], flags: { unionId: owner } };

export const commands = [
  todoCreate,
  fromOperation({
    name: "get",
    operation: "todoGet",
    summary: "Show a to-do",
    arguments: { taskId },
    ...byOwner,
  }),
  fromOperation({
    name: "by-source",
    operation: "todoGetBySourceId",
    summary: "Show the to-do that was created with a --source-id",
    arguments: { sourceId: { name: "sourceId", summary: "Your own id of the to-do" } },
    ...byOwner,
  }),
  fromOperation({
    name: "list",
    operation: "todoListOrg",
    summary: "List the to-dos of a person, open ones unless --done",
    details: "Only to-dos made by apps with a detail address are listed; finished ones for 180 days.",
    examples: ["todo list", "todo list --done --user lisi02 --all --json"],
    operator: ["unionId"],
    without: ["isDone"],
    options: [
      { name: "done", type: "flag", summary: "Finished ones" },
      { name: "open", type: "flag", summary: "Open ones (default)" },
    ],
    flags: {
      unionId: owner,
      roleTypes: { name: "roles", summary: 'JSON such as [["executor"],["creator"]]: executor, creator, participant' },
      todoType: { name: "kind" },
    },
    prepare: (_fields, _context, input) => ({ isDone: input.flag("done") === true }),
    columns: { taskId: "taskId", Subject: "subject", Due: "dueTime", Priority: "priority", Done: "isDone" },
  }),
  fromOperation({
    name: "search",
    operation: "todoQueryOrgByUser",
    summary: "Search the to-dos of a person by subject and due time",
    ...byOwner,
    columns: { taskId: "taskId", Subject: "subject", Due: "dueTime", Done: "isDone" },
  }),
  fromOperation({
    name: "list-all",
    operation: "todoList",
    summary: "List the to-dos of a person from every source",
    ...byOwner,
    columns: { taskId: "taskId", Subject: "subject", Due: "dueTime", Done: "isDone", Source: "category" },
  }),
  fromOperation({
    name: "count",
    operation: "todoCount",
    summary: "Count the to-dos of a person",
    ...byOwner,
    flags: { unionId: owner, isDone: { name: "done", summary: "Finished ones" } },
  }),
  todoUpdate,
  fromOperation({
    name: "done",
    operation: "todoUpdate",
    summary: "Mark a to-do done, or open again with --undo",
    examples: ["todo done task1"],
    arguments: { taskId },
    operator: ["unionId", "operatorId"],
    without: [
      "operatorId",
      "subject",
      "description",
      "dueTime",
      "executorIds",
      "participantIds",
      "contentFieldList",
      "done",
    ],
    options: [{ name: "undo", type: "flag", summary: "Open it again" }],
    flags: { unionId: owner },
    prepare: (_fields, _context, input) => ({ done: input.flag("undo") !== true }),
  }),
  fromOperation({
    name: "executor-done",
    operation: "todoUpdateExecutorStatus",
    summary: "Mark a to-do done or open for single executors",
    arguments: { taskId },
    operator: ["unionId", "operatorId"],
    without: ["operatorId", "executorStatusList"],
    flags: { unionId: owner },
    options: [
      { name: "executor", type: "list", value: "userId", summary: "For these people", required: true },
      { name: "undo", type: "flag", summary: "Open it again" },
    ],
    prepare: async (_fields, { dingtalk }, input) => {
      const ids = await Promise.all(input.list("executor").map((userId) => dingtalk.unionIdOf(userId)));
      return { executorStatusList: ids.map((id) => ({ id, isDone: input.flag("undo") !== true })) };
    },
  }),
  fromOperation({
    name: "delete",
    operation: "todoDelete",
    summary: "Delete a to-do",
    arguments: { taskId },
    operator: ["unionId", "operatorId"],
    without: ["operatorId"],
    flags: { unionId: owner },
    question: (input) => `Delete the to-do ${input.argument("taskId")}.`,
  }),
  fromOperation({
    name: "create-own",
    operation: "todoCreatePersonal",
    summary: "Create a personal to-do in the name of the person who logged in",
    details: "Needs a login: dt auth login.",
    arguments: { subject: { name: "subject", summary: "Title" } },
    without: ["executorIds", "participantIds"],
    flags: { dueTime: { name: "due" }, reminderTimeStamp: { name: "remind" } },
    options: [
      { name: "executor", type: "list", value: "userId", summary: "Who does it (default: you)" },
      { name: "participant", type: "list", value: "userId", summary: "Who watches it" },
    ],
    prepare: async (_fields, { dingtalk }, input) => {
      const [executors, participants] = [input.list("executor"), input.list("participant")];
      const own = executors.length === 0 ? [await dingtalk.myUnionId()] : [];
      return {
        executorIds: [...own, ...(await Promise.all(executors.map((userId) => dingtalk.unionIdOf(userId))))],
        participantIds:
          participants.length === 0
            ? undefined
            : await Promise.all(participants.map((userId) => dingtalk.unionIdOf(userId))),
      };
    },
  }),
];
