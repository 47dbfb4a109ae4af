import type { Command } from "../command/command.ts";
import { lines } from "../output/answer.ts";

const token: Command = {
  name: "",
  summary: "Print an access token of the app, for use with other tools",
  details: "It is a secret for up to two hours: do not paste it anywhere. Other dt commands need no token from you.",
  effect: "read",
  run: async (context) => {
    if (context.flags.dryRun) {
      const { get } = await context.settings();
      const [appKey, appSecret] = [get("DINGTALK_APP_KEY") ?? "APP_KEY", get("DINGTALK_APP_SECRET") ?? "APP_SECRET"];
      await context.dingtalk.call("getAppAccessToken", { appKey, appSecret });
    }
    const accessToken = await context.dingtalk.accessToken();
    return { data: { accessToken }, view: lines(accessToken) };
  },
};

export const commands = [token];
