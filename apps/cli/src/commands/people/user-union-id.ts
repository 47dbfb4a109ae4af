import type { Command } from "../../command/command.ts";

/** `dt user unionid`: no operation of its own answers it. */
export const userUnionId: Command = {
  name: "unionid",
  summary: "Find the unionId that belongs to a userId",
  details: "To-dos want unionIds; dt todo takes userIds and looks them up itself.",
  arguments: [{ name: "userId", summary: "Id of the person in this organisation" }],
  effect: "read",
  run: async ({ dingtalk }, input) => {
    const userId = input.argument("userId");
    if (dingtalk.dryRun) await dingtalk.call("getUser", { userid: userId });
    return { data: { userid: userId, unionid: await dingtalk.unionIdOf(userId) } };
  },
};
