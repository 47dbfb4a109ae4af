/** Finds who has not read a message of the robot, and reminds them. */
import { needed, runProgram } from "./shared/program.ts";

const help = `
Finds who has not read a message of the robot, and reminds them. DingTalk knows it for 24 hours.

  node examples/remind-unread.ts <processQueryKey> [--text "…"] [--dry-run]

  <processQueryKey>   names the message; sending it answered it, examples/bulk-message.ts prints it
  --text              the reminder
  --dry-run           prints who it is, and sends nothing
`;

await runProgram(
  help,
  { text: { type: "string", default: "您有一条消息未读，请查看。" }, "dry-run": { type: "boolean" } },
  async ({ dingtalk, options, words: [key], signal }) => {
    const status = await dingtalk.robot.readStatus({ processQueryKey: needed(key, "<processQueryKey>") }, { signal });
    const unread = (status.messageReadInfoList ?? []).filter(({ readStatus }) => readStatus !== "READ");
    for (const { name, userId } of unread) console.log(`${name} (${userId})`);
    if (unread.length === 0) console.log("everybody has read it");
    if (unread.length === 0 || options["dry-run"]) return;

    const userIds = unread.flatMap(({ userId }) => userId ?? []);
    const message = { kind: "text", text: options.text } as const;
    // More people than one call takes are split; who could not be reached is told one by one.
    const { failures } = await dingtalk.robot.sendToUsers({ userIds, message }, { signal });
    for (const { entry, error } of failures) console.error(`${entry} was not reminded: ${error.message}`);
    if (failures.length > 0) process.exitCode = 1;
  },
);
