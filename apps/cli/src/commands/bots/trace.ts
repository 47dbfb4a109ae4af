import type { Trace } from "@dt/session";
import { tenantOption, withTenant } from "../../bots/with-redis.ts";
import { CliError } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import { table, type View } from "../../output/answer.ts";
import { showDuration, showTime } from "../../output/time.ts";

const trace: Command = {
  name: "",
  summary: "Show the path of one message, from the push to the delivery",
  details:
    "Paths are kept for 24 hours. The msgId stands in the log of the ingester and in dt sessions show. " +
    "An answer that went by the API has a name: dt robot read-status tells who has seen it.",
  examples: ["trace msgabc123", "trace msgabc123 --tenant acme"],
  arguments: [{ name: "msgId", summary: "DingTalk's id of the message" }],
  options: () => [tenantOption],
  effect: "read",
  run: (context, input) =>
    withTenant(context, input, async (redis, tenant) => {
      const { createAccounts } = await import("@dt/session");
      const messageId = input.argument("msgId");
      const found = await createAccounts(redis).trace(tenant, messageId);
      if (found !== undefined) return { data: { tenant, messageId, ...found }, view: showPath(found) };
      const hint = "Another --tenant, or older than 24 hours? dt dead list shows what was given up.";
      throw new CliError("NOT_FOUND", `No path of ${messageId} is kept for the tenant ${tenant}.`, { hint });
    }),
};

export const commands = [trace];

const steps = ["stored", "turn", "committed", "delivered", "dead"] as const;
const meanings = {
  stored: "received and stored, then acknowledged",
  turn: "a worker began to answer",
  committed: "the answer was stored",
  delivered: "DingTalk took the answer",
  dead: "given up, see dt dead list",
} as const;

function showPath(found: Trace): View {
  const reached = steps.flatMap((step) => (found[step] === undefined ? [] : [{ step, at: found[step] }]));
  const rows = reached.map(({ step, at }, index) => {
    const before = reached[index - 1]?.at;
    const after = before === undefined ? "" : `+${showDuration(at - before)}`;
    const receipt = step === "delivered" && found.receipt !== undefined ? `, as ${found.receipt}` : "";
    return { step, at: showTime(at), after, meaning: `${meanings[step]}${receipt}` };
  });
  return table(rows, { Step: "step", At: "at", After: "after", Meaning: "meaning" });
}
