import type { ApiRequest, Call } from "../calls/call.ts";
import { readResult } from "../calls/read-result.ts";
import { type Answer, readAnswer } from "../errors/classify-answer.ts";
import { interrupted } from "../errors/network-error.ts";

/** A request as it goes over the wire, with the access token in it. */
export type WireRequest = Pick<
  ApiRequest,
  "operation" | "method" | "url" | "headers" | "body" | "signal" | "timeoutMs" | "onUploadProgress"
>;

/**
 * One HTTP exchange, ended by the signal or after `timeoutMs`. Rejects with a `DingTalkError` that knows whether the
 * request can have left.
 */
export type Exchange = (request: WireRequest) => Promise<Answer>;

/** The innermost call: one HTTP exchange and the reading of its answer. */
export function createTransport(exchange: Exchange): Call {
  return async (request) => {
    const { operation, signal } = request;
    if (signal?.aborted === true) throw interrupted(operation, signal.reason).with({ outcome: "not_sent" });
    const answer = await exchange(withAccessToken(request));
    return readResult(operation.result, readAnswer(operation, answer));
  };
}

function withAccessToken(request: ApiRequest): WireRequest {
  const { url, headers, accessToken, operation } = request;
  if (accessToken === undefined) return request;
  if (operation.auth === "header")
    return { ...request, headers: { ...headers, "x-acs-dingtalk-access-token": accessToken } };
  const separator = url.includes("?") ? "&" : "?";
  return { ...request, url: `${url}${separator}access_token=${encodeURIComponent(accessToken)}` };
}
