import { createHmac, randomUUID } from "node:crypto";
import type { toWebhookBody } from "@dt/api/messages";
import { invalidArguments } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import type { Input } from "../../command/input.ts";
import { readValue } from "../../command/read-value.ts";
import { hostsOf } from "../../dingtalk/dingtalk.ts";
import { defined, type Fields } from "../../fields.ts";
import type { Answer } from "../../output/answer.ts";
import { messageOptions, readMessage } from "./robot-message.ts";

type WebhookBody = ReturnType<typeof toWebhookBody>;

/** `dt robot webhook`: custom robots of a group, and the reply address of a received message. */
export const robotWebhook: Command = {
  name: "webhook",
  summary: "Send through the webhook of a custom robot or of a received message",
  details:
    "Mentions work here. A robot with signing needs its secret, in DINGTALK_WEBHOOK_SECRET or in a file given with --secret-file.",
  examples: ['robot webhook "https://…/robot/send?access_token=…" --text "构建失败" --at manager01'],
  arguments: [{ name: "url", summary: "The webhook; - reads it from standard input" }],
  options: () => [
    ...messageOptions.filter(({ name }) => name === "text" || name === "markdown" || name === "title"),
    { name: "at", type: "list", value: "userId", summary: "Mention these people" },
    { name: "at-mobile", type: "list", value: "mobile", summary: "Mention people by mobile number" },
    { name: "at-all", type: "flag", summary: "Mention everybody" },
    {
      name: "secret-file",
      type: "text",
      value: "file",
      summary: "File with the secret of a robot with signing (SEC…)",
    },
  ],
  effect: "write",
  operation: "robotSendWebhook",
  run: async (context, input) => {
    const url = readUrl((await readValue(context.host, input.argument("url"))).trim());
    assertOwnHost(url, hostsOf(await context.settings()).oapi);
    const body = await bodyOf(input);
    const session = url.searchParams.get("session");
    return session === null ? sendToRobot(context, input, url, body) : reply(context, session, body);
  },
};

/** The address holds a secret, so no message shows it. */
function readUrl(text: string): URL {
  const url = URL.parse(text);
  const known = url !== null && (url.searchParams.has("access_token") || url.searchParams.has("session"));
  if (known) return url;
  throw invalidArguments("<url> must be a webhook address with access_token or session in it, as DingTalk shows it.");
}

/** A message, perhaps with internal matters in it, goes to DingTalk and nowhere else. */
function assertOwnHost(url: URL, oapi: string): void {
  if (url.origin === new URL(oapi).origin) return;
  const hint = `Webhooks lead to ${oapi}; set DINGTALK_OAPI_URL when yours is another.`;
  throw invalidArguments(`<url> leads to ${url.host}, which is not DingTalk.`, { hint });
}

async function bodyOf(input: Input): Promise<WebhookBody> {
  const { toWebhookBody } = await import("@dt/api/messages");
  const mentions = {
    userIds: input.list("at"),
    mobiles: input.list("at-mobile"),
    everybody: input.flag("at-all") === true,
  };
  return { ...toWebhookBody(readMessage(input), mentions), ...input.data };
}

async function sendToRobot({ dingtalk, host }: Context, input: Input, url: URL, body: WebhookBody): Promise<Answer> {
  const file = input.text("secret-file");
  const secret = file === undefined ? host.environment.DINGTALK_WEBHOOK_SECRET : await readValue(host, `@${file}`);
  const signature = secret === undefined || secret.trim() === "" ? {} : sign(secret.trim(), Date.now());
  const fields = {
    access_token: url.searchParams.get("access_token") ?? "",
    ...signature,
    msgUuid: randomUUID(),
    ...body,
  };
  await dingtalk.call("robotSendWebhook", fields);
  return { data: { sent: true, msgUuid: fields.msgUuid } };
}

/** As DingTalk checks it: base64 of HMAC-SHA256 over time and secret. */
export function sign(secret: string, timestamp: number): Fields {
  return { timestamp, sign: createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64") };
}

async function reply({ dingtalk }: Context, session: string, body: WebhookBody): Promise<Answer> {
  await dingtalk.call("robotReplySession", defined({ session, ...body }));
  return { data: { sent: true } };
}
