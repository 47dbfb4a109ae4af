import { createHmac } from "node:crypto";
import type { Clock } from "../world/clock.ts";

/** Where an app wants to hear of clicks on its cards; `cardRegisterCallback` sets it. */
export interface CardCallbackTarget {
  readonly callbackUrl: string;
  readonly apiSecret: string;
}

/** What the bot answered to a click, as JSON text, or why there is no answer. */
export type CardCallbackAnswer =
  | { readonly data: string }
  | { readonly outcome: "timeout" | "no-connection" | "no-address" | "failed" | "not-interactive" };

export interface CardCallbackTimes {
  readonly clock: Clock;
  readonly answerMs: number;
}

/**
 * Tells the registered address of a click. The time is signed with the secret of the registration, in the headers
 * `x-ddpaas-signature-timestamp` and `x-ddpaas-signature`.
 */
export async function postCardCallback(
  { callbackUrl, apiSecret }: CardCallbackTarget,
  body: string,
  { clock, answerMs }: CardCallbackTimes,
): Promise<CardCallbackAnswer> {
  const timestamp = String(clock.now());
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "x-ddpaas-signature-timestamp": timestamp,
    "x-ddpaas-signature": createHmac("sha256", apiSecret).update(timestamp).digest("base64"),
  };
  const late = new AbortController();
  const timer = clock.after(answerMs, () => late.abort());
  try {
    const response = await fetch(callbackUrl, { method: "POST", headers, body, signal: late.signal });
    const data = await response.text();
    return response.ok ? { data } : { outcome: "failed" };
  } catch {
    return { outcome: late.signal.aborted ? "timeout" : "failed" };
  } finally {
    timer.cancel();
  }
}
