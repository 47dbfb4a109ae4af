import type { ApiRequest, Call } from "./call.ts";
import { type Answer, readAnswer } from "./errors/classify-answer.ts";
import { interrupted, networkError } from "./errors/network-error.ts";
import { readResult } from "./read-result.ts";

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The innermost call: one HTTP exchange. */
export function createTransport(send: Fetch): Call {
  return async (request) => {
    const answer = await exchange(send, request);
    return readResult(request.operation.result, readAnswer(request.operation, answer));
  };
}

async function exchange(send: Fetch, request: ApiRequest): Promise<Answer> {
  const { operation, signal } = request;
  if (signal.aborted) throw interrupted(operation, signal.reason).with({ outcome: "not_sent" });
  const { url, headers } = withAccessToken(request);
  const init: RequestInit = { method: request.method, headers, signal, redirect: "manual" };
  if (request.body !== undefined) init.body = request.body;
  try {
    const response = await send(url, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    throw networkError(operation, error, signal);
  }
}

function withAccessToken({ url, headers, accessToken, operation }: ApiRequest): Pick<ApiRequest, "url" | "headers"> {
  if (accessToken === undefined) return { url, headers };
  if (operation.auth === "header") return { url, headers: { ...headers, "x-acs-dingtalk-access-token": accessToken } };
  const authorised = new URL(url);
  authorised.searchParams.set("access_token", accessToken);
  return { url: authorised.href, headers };
}
