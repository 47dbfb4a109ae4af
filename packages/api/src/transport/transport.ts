import type { ApiRequest, Call } from "../call.ts";
import { type Answer, readAnswer } from "../errors/classify-answer.ts";
import { interrupted } from "../errors/network-error.ts";
import type { Operation } from "../operation.ts";
import { readResult } from "../read-result.ts";

/** A request as it goes over the wire, with the access token in it. */
export interface WireRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | FormData | undefined;
  readonly signal: AbortSignal;
}

/** One HTTP exchange. Rejects with a `DingTalkError` that knows whether the request can have left. */
export type Exchange = (request: WireRequest) => Promise<Answer>;

/** The innermost call: one HTTP exchange and the reading of its answer. */
export function createTransport(exchange: Exchange): Call {
  return async (request) => {
    const { operation, signal, method, body } = request;
    if (signal.aborted) throw interrupted(operation, signal.reason).with({ outcome: "not_sent" });
    const answer = await exchange({ operation, method, body, signal, ...withAccessToken(request) });
    return readResult(operation.result, readAnswer(operation, answer));
  };
}

function withAccessToken({ url, headers, accessToken, operation }: ApiRequest): Pick<WireRequest, "url" | "headers"> {
  if (accessToken === undefined) return { url, headers };
  if (operation.auth === "header") return { url, headers: { ...headers, "x-acs-dingtalk-access-token": accessToken } };
  const separator = url.includes("?") ? "&" : "?";
  return { url: `${url}${separator}access_token=${encodeURIComponent(accessToken)}`, headers };
}
