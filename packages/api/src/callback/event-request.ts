import type { EventQuery } from "./event-callback.ts";

/** What the query of an event callback says about its signature, which has two names. */
export function readQuery(query: string): EventQuery {
  const values = new URLSearchParams(query);
  const get = (name: string): string | undefined => values.get(name) ?? undefined;
  return {
    timestamp: get("timestamp") ?? get("timeStamp"),
    nonce: get("nonce"),
    signature: get("msg_signature") ?? get("signature"),
  };
}

/** The value of `encrypt` in a body that nobody has vouched for yet, found without parsing it. */
export function encryptedPart(body: string): string {
  const [, text = ""] = /"encrypt"\s*:\s*"([A-Za-z0-9+/=\\]*)"/.exec(body) ?? [];
  // JSON may write a slash with a backslash before it.
  return text.replaceAll("\\/", "/");
}

/** DingTalk tries an address before it takes it; the right answer is all that it wants. */
export function isAddressCheck(event: string): boolean {
  try {
    return (JSON.parse(event) as { EventType?: unknown } | null)?.EventType === "check_url";
  } catch {
    return false;
  }
}
