import type { Command, Option } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import { fromOperation } from "../../command/from-operation.ts";
import type { Input } from "../../command/input.ts";
import type { Fields } from "../../fields.ts";

const people: readonly Option[] = [
  { name: "executor", type: "list", value: "userId", summary: "Who does it" },
  { name: "participant", type: "list", value: "userId", summary: "Who watches it" },
];

const priorities = { low: 10, normal: 20, high: 30, urgent: 40 } as const;

const flags = {
  dueTime: { name: "due", summary: "When it is due: 2026-03-01, '2026-03-01 18:00', tomorrow, +3d" },
  description: { summary: "Text below the title; - reads standard input" },
};

/** `dt todo create`: people are given by userId, DingTalk gets unionIds. */
export const todoCreate: Command = fromOperation({
  name: "create",
  operation: "todoCreate",
  summary: "Create a to-do for one or more people",
  details: [
    "It appears in DingTalk under work to-dos of the app; people cannot delete it there, only dt todo delete can.",
    "With --source-id a repeated call changes nothing and answers that it exists.",
    "Without --url the to-do has no page to open, and dt todo list does not show it; dt todo search does.",
  ].join("\n"),
  examples: [
    "todo create 写周报 --executor lisi02 --due 'tomorrow 18:00' --priority high",
    "todo create 'Review contract' --executor lisi02 wangfang03 --url https://example.com/contract --source-id contract-7",
  ],
  arguments: { subject: { name: "subject", summary: "Title" } },
  operator: ["unionId", "operatorId"],
  without: ["unionId", "operatorId", "creatorId", "executorIds", "participantIds", "priority", "detailUrl"],
  flags: {
    ...flags,
    reminderTimeStamp: { name: "remind", summary: "When to remind, in the same forms" },
    todoType: { name: "kind" },
    isOnlyShowExecutor: { name: "only-executors" },
    contentFieldList: { name: "fields" },
    actionList: { name: "actions" },
    notifyConfigs: { name: "notify" },
    remindNotifyConfigs: { name: "remind-notify" },
  },
  options: [
    ...people,
    { name: "priority", type: "text", choices: Object.keys(priorities), summary: "How urgent" },
    { name: "url", type: "text", summary: "Page that opens" },
    { name: "app-url", type: "text", value: "url", summary: "Page that opens on the phone (default: --url)" },
  ],
  prepare: async (fields, context, input) => {
    const page = toDetailUrl(input);
    if (page.detailUrl === undefined && fields.detailUrl === undefined && !context.flags.dryRun)
      context.note("Without --url it has no page to open, and dt todo list does not show it; dt todo search does.");
    const priority = priorities[input.text("priority") as keyof typeof priorities];
    return { ...(await toUnionIds(context, input)), ...page, priority };
  },
});

/** `dt todo update` */
export const todoUpdate: Command = fromOperation({
  name: "update",
  operation: "todoUpdate",
  summary: "Change a to-do",
  details: "Only the app that made a to-do may change it. Lists of people replace the old ones.",
  examples: ["todo update task1 --subject 'Send the report' --due +2d"],
  arguments: { taskId: { name: "taskId", summary: "Id of the to-do" } },
  operator: ["unionId", "operatorId"],
  without: ["operatorId", "executorIds", "participantIds"],
  flags: {
    ...flags,
    unionId: { name: "user", summary: "userId of the person whose to-do it is (default: yours)" },
    contentFieldList: { name: "fields" },
  },
  options: people,
  prepare: (_fields, context, input) => toUnionIds(context, input),
});

async function toUnionIds({ dingtalk }: Context, input: Input): Promise<Fields> {
  const convert = async (name: string): Promise<readonly string[] | undefined> => {
    const userIds = input.list(name);
    return userIds.length === 0 ? undefined : Promise.all(userIds.map((userId) => dingtalk.unionIdOf(userId)));
  };
  return { executorIds: await convert("executor"), participantIds: await convert("participant") };
}

function toDetailUrl(input: Input): Fields {
  const pcUrl = input.text("url");
  const appUrl = input.text("app-url") ?? pcUrl;
  return appUrl === undefined ? {} : { detailUrl: { appUrl, pcUrl: pcUrl ?? appUrl } };
}
