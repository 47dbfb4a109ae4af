import { operations } from "@dt/api";
import type { Command } from "../../command/command.ts";
import { readList } from "../../command/paging.ts";
import { listAt } from "../../fields.ts";
import { table } from "../../output/answer.ts";

/** `dt robot read-status`: two operations, depending on where the message went. */
export const robotReadStatus: Command = {
  name: "read-status",
  summary: "Show who has seen a message",
  details: "For 24 hours after sending.",
  examples: ["robot read-status PQK1", "robot read-status PQK1 --group cidAbc== --all"],
  arguments: [{ name: "processQueryKey", summary: "Answer of the send" }],
  options: () => [
    { name: "group", type: "text", value: "openConversationId", summary: "The group that it was sent to" },
  ],
  effect: "read",
  operation: "robotQueryOTORead",
  paged: true,
  run: async (context, input) => {
    const robotCode = await context.dingtalk.robotCode();
    const fields = { processQueryKey: input.argument("processQueryKey"), robotCode, ...input.data };
    const group = input.text("group");
    if (group !== undefined) {
      const operation = operations.robotQueryGroupRead;
      const inGroup = { ...fields, openConversationId: group };
      return readList({ context, operation, fields: inGroup, input, columns: { "Read by": "" } });
    }
    const data = await context.dingtalk.call("robotQueryOTORead", fields);
    const columns = { userId: "userId", Name: "name", Status: "readStatus" };
    return { data, view: table(listAt(data, "messageReadInfoList"), columns) };
  },
};
