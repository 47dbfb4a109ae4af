/** Sends one part, by the first route that works. */
import type { Delivery, ReplyContent } from "@dt/session";
import { sendCard } from "./send-card.ts";
import { sendText } from "./send-text.ts";
import type { SendOptions } from "./sending.ts";

/** All calls of a delivery together; the lease of its part is 30 s, after which another sender takes it over. */
const LIMIT_MS = 25_000;

export interface DeliverOptions extends SendOptions {
  /** @default 25 s */
  readonly limitMs?: number;
}

/**
 * Resolves with what DingTalk calls the message, where it has a name.
 * @throws DingTalkError, whose `outcome` says whether the part may have arrived
 */
export async function deliver(delivery: Delivery<ReplyContent>, options: DeliverOptions): Promise<string | undefined> {
  const { content } = delivery.part;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.limitMs ?? LIMIT_MS)]);
  if (content.body.kind === "markdown") return await sendText(delivery, content.body, { ...options, signal });
  return await sendCard(delivery, content.body, { ...options, signal });
}
