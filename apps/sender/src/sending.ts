/** What sends of texts and of cards have in common. */
import { type Client, DingTalkError } from "@dt/api";
import type { Logger, Tenant } from "@dt/runtime";
import type { Outbox, ReplyContent } from "@dt/session";

export interface SendOptions {
  readonly client: Client;
  readonly tenant: Tenant;
  readonly signal: AbortSignal;
  /** Records that a part goes out in another form, and knows what waits behind it. */
  readonly outbox: Pick<Outbox<ReplyContent>, "rewrite" | "behind">;
  readonly logger: Pick<Logger, "warn">;
}

/** The outbox repeats, and remembers between the attempts. */
export const ONCE = { maxAttempts: 1 } as const;

/** Whether the same call would be refused again. */
export function isPermanent({ retryable, code }: DingTalkError): boolean {
  return !retryable && code !== "unauthorized" && code !== "aborted";
}

export function unreachable(): DingTalkError {
  const message =
    "The person is outside the organisation and the message's webhook has expired: no other way leads to them.";
  return new DingTalkError(message, { code: "expired_route" });
}

/** Chinese when a text has Chinese characters, else English: what is added to an answer is in its language. */
export function inLanguageOf(text: string, { zh, en }: { readonly zh: string; readonly en: string }): string {
  return /\p{Script=Han}/u.test(text) ? zh : en;
}
