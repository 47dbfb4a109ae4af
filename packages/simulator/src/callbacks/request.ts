import { createEventCallback, type EventCallback, signTimestamp } from "@dt/api/callback";
import type { App } from "../world/types.ts";

/** One push as it goes out by HTTP. */
export interface CallbackRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Reads the answer, which must be an encrypted `success`; absent where 200 is enough. */
  readonly answerTo?: EventCallback;
}

const json = { "content-type": "application/json; charset=utf-8" };

/** A message to the robot: its time is signed with the app's secret. */
export function robotRequest({ appSecret }: App, url: string, data: string, now: () => number): CallbackRequest {
  const timestamp = String(now());
  return { url, headers: { ...json, timestamp, sign: signTimestamp(appSecret, timestamp) }, body: data };
}

/** An event: encrypted for its app, and signed with the token of the event page. */
export function eventRequest(
  { appKey }: App,
  { url, token, aesKey }: { readonly url: string; readonly token: string; readonly aesKey: string },
  { data, headers = {} }: { readonly data: string; readonly headers?: Readonly<Record<string, string>> },
  now: () => number,
): CallbackRequest {
  const { eventType, eventCorpId } = headers;
  const about = eventType === undefined ? {} : { EventType: eventType, CorpId: eventCorpId, TimeStamp: String(now()) };
  const callback = createEventCallback({ token, encodingAesKey: aesKey, ownerKey: appKey, now });
  const text = JSON.stringify({ ...about, ...(JSON.parse(data) as object) });
  const { msg_signature: signature, timeStamp: timestamp, nonce, encrypt } = callback.encrypt(text);
  const query = new URLSearchParams({ msg_signature: signature, signature, timestamp, nonce });
  return { url: `${url}?${query.toString()}`, headers: json, body: JSON.stringify({ encrypt }), answerTo: callback };
}

/** What an answer says; undefined when it is not signed and encrypted as it must be. */
export function readEventAnswer(callback: EventCallback, text: string): string | undefined {
  try {
    const {
      msg_signature: signature,
      timeStamp: timestamp,
      nonce,
      encrypt,
    } = JSON.parse(text) as Record<string, string>;
    return callback.decrypt({ signature, timestamp, nonce }, encrypt ?? "");
  } catch {
    return undefined;
  }
}
