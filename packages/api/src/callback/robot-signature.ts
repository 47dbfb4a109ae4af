import { createHmac, timingSafeEqual } from "node:crypto";

/** DingTalk's limit: a signature is good for an hour. */
const validMs = 3_600_000;

/** Signature of DingTalk's webhooks: base64 of HMAC-SHA256, key `secret`, over timestamp, line feed, secret. */
export function signTimestamp(secret: string, timestampMs: number | string): string {
  return createHmac("sha256", secret).update(`${timestampMs}\n${secret}`).digest("base64");
}

export interface SignedRequest {
  /** Header `timestamp`: milliseconds since 1970. */
  readonly timestamp: string | undefined;
  /** Header `sign`. */
  readonly sign: string | undefined;
}

/**
 * Whether a robot message that came by HTTP was signed with the app's secret within the last hour. Check it before
 * reading the body.
 * https://open.dingtalk.com/document/orgapp/receive-message
 */
export function isSignedByDingTalk(
  { timestamp, sign }: SignedRequest,
  appSecret: string,
  now: () => number = Date.now,
): boolean {
  const at = Number(timestamp);
  if (timestamp === undefined || sign === undefined || !Number.isFinite(at)) return false;
  if (Math.abs(now() - at) > validMs) return false;
  return isSameText(sign, signTimestamp(appSecret, timestamp));
}

/** Compares in a time that tells nothing about where two texts differ. */
export function isSameText(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
