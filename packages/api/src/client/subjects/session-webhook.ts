import { DingTalkError } from "../../errors/dingtalk-error.ts";
import type { Hosts } from "../../requests/build-request.ts";

const dingtalkHost = /(^|\.)dingtalk\.(com|io)$/;

/**
 * The session of a webhook URL. The URL comes with a message, so it must not lead anywhere but to DingTalk.
 * @throws DingTalkError `invalid_request`
 */
export function sessionOf(webhookUrl: string, hosts: Hosts): string {
  const url = URL.parse(webhookUrl);
  const session = url?.searchParams.get("session");
  if (url === null || session === null || session === undefined || session === "")
    throw wrong("is not a session webhook; use the webhook of the received message");
  const own = [hosts.api, hosts.oapi].map((host) => new URL(host).origin);
  const official = url.protocol === "https:" && dingtalkHost.test(url.hostname);
  if (!official && !own.includes(url.origin))
    throw wrong(`leads to ${url.host}, which is neither DingTalk nor the configured apiUrl or oapiUrl`);
  return session;
}

function wrong(what: string): DingTalkError {
  const operation = "robotReplySession";
  return new DingTalkError(`${operation} was not called: the URL ${what}.`, {
    code: "invalid_request",
    operation,
    field: "webhookUrl",
  });
}
