import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { buffer } from "node:stream/consumers";
import type { Fetch } from "@dt/api";

/**
 * As much of `fetch` as calls need, over `node:http`: a call that is watched goes the same way as any other, and a proxy
 * that lets nothing through is told of in words.
 */
export const plainFetch: Fetch = async (url, init) => {
  const { signal = null, ...rest } = init;
  const { method, headers, body } = new Request(url, rest);
  const bytes = body === null ? Buffer.alloc(0) : await buffer(body);
  const fields = { ...Object.fromEntries(headers), "content-length": String(bytes.length) };
  const request = (url.startsWith("https:") ? httpsRequest : httpRequest)(url, { method, headers: fields });
  const end = (): void => void request.destroy();
  // What comes after the end of the call, or with it, is nobody's.
  request.on("error", () => {});
  signal?.addEventListener("abort", end);
  try {
    // A request that is destroyed may say nothing of it, so the signal is listened to as well.
    const answered = once(request, "response", signal === null ? {} : { signal });
    request.end(bytes);
    const [message] = (await answered) as [IncomingMessage];
    const text = await buffer(message);
    return new Response(text.length === 0 ? null : text, {
      status: message.statusCode ?? 0,
      headers: headersOf(message),
    });
  } finally {
    signal?.removeEventListener("abort", end);
  }
};

function headersOf({ headers }: IncomingMessage): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
}
