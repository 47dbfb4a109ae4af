import type { Command } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import { appCredentials } from "../../credentials/app-credentials.ts";
import { lines } from "../../output/answer.ts";

const token: Command = {
  name: "",
  summary: "Print an access token of the app, for use with other tools",
  details: "It is a secret for up to two hours: do not paste it anywhere. Other dt commands need no token from you.",
  effect: "read",
  run: async (context) => {
    if (context.flags.dryRun) await showRequest(context);
    const accessToken = await context.dingtalk.accessToken();
    return { data: { accessToken }, view: lines(accessToken) };
  },
};

export const commands = [token];

/** The request that a token would be asked for with. A dry run ends here. */
async function showRequest({ settings, dingtalk }: Context): Promise<void> {
  const app = appCredentials(await settings());
  if (app.kind !== "thirdParty") {
    const { appKey, appSecret } = app;
    await dingtalk.call("getAppAccessToken", { appKey: appKey || "APP_KEY", appSecret: appSecret || "APP_SECRET" });
    return;
  }
  const { suiteKey, suiteSecret, corpId, suiteTicket } = app;
  const known = { suiteKey, suiteSecret, authCorpId: corpId, suiteTicket: await suiteTicket() };
  await dingtalk.call("getCorpAccessToken", known);
}
