/** What the worker puts into the outbox and the sender takes out of it. */
import { createHash } from "node:crypto";

/**
 * Bytes of one markdown message after JSON encoding. The smallest of the limits on the possible routes is 15 000 for
 * the whole body of a group send; the title and the envelope need some of it.
 */
export const MARKDOWN_BYTES = 12_000;

/** Where a reply goes, as known when the message was stored. */
export interface ReplyRoute {
  readonly conversation: { readonly id: string; readonly type: "private" | "group" };
  /** The staff id; absent for people outside the organisation, who can be reached by webhook only. */
  readonly userId?: string;
  /** The message's reply address; needs no token, expires after about 90 minutes. `expiresAt`: ms since the epoch. */
  readonly webhook?: { readonly url: string; readonly expiresAt: number };
}

export type ReplyBody =
  | { readonly kind: "markdown"; readonly title: string; readonly text: string }
  | {
      readonly kind: "card";
      readonly title: string;
      readonly text: string;
      readonly templateId: string;
      /** Names the card in every call, so that repeating one changes nothing. */
      readonly outTrackId: string;
      /** The worker has created it already and streamed into it. */
      readonly open: boolean;
    };

export interface ReplyContent {
  readonly route: ReplyRoute;
  readonly body: ReplyBody;
  /** Mentions the person in a group. */
  readonly mention: boolean;
}

/** The `outTrackId` of the card that shows a part: the same at every try, so that a card is created once. */
export function outTrackIdOfPart(tenantId: string, partId: string): string {
  const digest = createHash("sha256").update(`${tenantId} ${partId}`).digest("hex");
  return `dt-${digest.slice(0, 40)}`;
}
