import { networkError, timeLimit } from "../errors/network-error.ts";
import { fileBytes } from "./multipart.ts";
import type { Exchange } from "./transport.ts";

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Exchanges over `fetch`, which tells of an upload only when it is over. */
export function createFetchExchange(send: Fetch): Exchange {
  return async ({ operation, method, url, headers, body, signal: ended, timeoutMs, onUploadProgress }) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(timeLimit(timeoutMs)), timeoutMs);
    const signal = ended === undefined ? limit.signal : AbortSignal.any([ended, limit.signal]);
    const init: RequestInit = { method, headers, signal, redirect: "manual" };
    if (body !== undefined) init.body = body;
    try {
      const response = await send(url, init);
      if (body instanceof FormData) onUploadProgress?.(fileBytes(body), fileBytes(body));
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      throw networkError(operation, error, signal);
    } finally {
      clearTimeout(timer);
    }
  };
}
