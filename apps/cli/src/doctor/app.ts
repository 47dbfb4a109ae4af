import { randomUUID } from "node:crypto";
import { mask, type Operation, operationNames, operations } from "@dt/api";
import type { Context } from "../command/context.ts";
import { appKeyOf, appSecretOf, isThirdParty } from "../credentials/app-credentials.ts";
import { toCliError } from "../dingtalk/to-cli-error.ts";
import { textAt } from "../fields.ts";
import { type Check, type Finding, failedBy, ok, skipped, warning } from "./check.ts";

/** Without it the checks after it would only say the same again. */
export const credentialsCheck: Check = { name: "Credentials", run: checkCredentials };

export const streamCheck: Check = { name: "Stream", run: checkStream };
export const templateCheck: Check = { name: "Card template", run: checkTemplate };

export const appChecks: readonly Check[] = [
  { name: "App kind", run: checkKind },
  { name: "You", run: checkPerson },
  { name: "Monthly quota", run: checkQuota },
  streamCheck,
  templateCheck,
];

async function checkCredentials({ dingtalk, settings }: Context): Promise<Finding> {
  await dingtalk.accessToken();
  const current = await settings();
  const from = current.profile === undefined ? "" : `, profile ${current.profile}`;
  return ok(`accepted: app ${mask(appKeyOf(current) ?? "")}${from}`);
}

/** DingTalk has calls that it allows to apps of the organisation only. */
async function checkKind({ settings }: Context): Promise<Finding> {
  if (!isThirdParty(await settings())) return ok("internal app");
  const refused = operationNames.filter((name) => {
    const { appTypes, group }: Operation = operations[name];
    return group !== "tokens" && appTypes.length > 0 && !appTypes.includes("thirdPartyOrg");
  });
  const fix = `For ${refused.join(", ")}, use an app of the organisation itself, with --profile.`;
  return warning(`third-party enterprise app; ${refused.length} operations are for internal apps only`, fix);
}

async function checkPerson({ dingtalk, settings }: Context): Promise<Finding> {
  const userId = (await settings()).get("DINGTALK_MY_USER_ID");
  if (userId === undefined)
    return warning("nobody is set", "Set DINGTALK_MY_USER_ID; approvals and to-dos are made in somebody's name.");
  const answer = await dingtalk.call("getUser", { userid: userId });
  return ok(`${textAt(answer, "result.name") ?? "name not visible"} (${userId})`);
}

/** There is no call that tells how much is left, only a refusal when nothing is. */
async function checkQuota({ dingtalk }: Context): Promise<Finding> {
  try {
    await dingtalk.call("workflowListVisibleTemplates", { maxResults: 1, nextToken: 0 }, { maxAttempts: 1 });
  } catch (cause) {
    const error = toCliError(cause);
    if (error.details.reason === "quota_exceeded") return failedBy(error);
    if (error.code === "UNAVAILABLE" || error.code === "RATE_LIMITED") return skipped(error.message);
  }
  return ok("not used up; how much is left stands in the developer console > Overview");
}

/** A ticket that is not used expires; no connection is opened that could take messages from a running bot. */
async function checkStream({ dingtalk, settings }: Context): Promise<Finding> {
  const current = await settings();
  const [clientId = "", clientSecret = ""] = [appKeyOf(current), appSecretOf(current)];
  const subscriptions = [{ type: "CALLBACK", topic: "/v1.0/im/bot/messages/get" }];
  try {
    const answer = await dingtalk.call("streamOpenConnection", { clientId, clientSecret, subscriptions });
    const endpoint = URL.parse(textAt(answer, "endpoint") ?? "");
    if (endpoint !== null) return ok(`the gateway answers: ${endpoint.host}`);
    return {
      status: "failed",
      message: "the gateway named no endpoint",
      fix: "Try again.",
      code: "STREAM_CONNECTION_FAILED",
    };
  } catch (cause) {
    const fix = "Developer console > your app > Robot > message receiving mode: Stream mode, then publish a version.";
    return { ...failedBy(toCliError(cause), fix), code: "STREAM_CONNECTION_FAILED" };
  }
}

/** A card that is shown nowhere. */
async function checkTemplate({ dingtalk, settings }: Context): Promise<Finding> {
  const template = (await settings()).get("DINGTALK_CARD_TEMPLATE_ID");
  if (template === undefined) return skipped("DINGTALK_CARD_TEMPLATE_ID is not set; replies are sent as markdown");
  const outTrackId = `dt-doctor-${randomUUID()}`;
  try {
    await dingtalk.call("cardCreate", {
      outTrackId,
      cardTemplateId: template,
      cardData: { cardParamMap: {} },
      callbackType: "STREAM",
    });
    return ok(template);
  } catch (cause) {
    const fix = "Card platform (open-dev.dingtalk.com/fe/card) > your template > publish, then copy its id.";
    return failedBy(toCliError(cause), fix);
  }
}
