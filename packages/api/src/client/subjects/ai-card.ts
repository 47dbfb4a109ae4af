import type { CallOptions } from "../client-options.ts";

/** The card of one reply and where it is shown. */
export interface AiCardTarget {
  /** Your id of the card: the same for every try of one reply. */
  readonly outTrackId: string;
  readonly templateId: string;
  readonly robotCode: string;
  /** A group, or the chat of one person with the robot. */
  readonly place: { readonly conversationId: string } | { readonly userId: string };
  /** Template variable that holds the text. @default "content" */
  readonly key?: string;
}

/** A card whose text appears while it is written. Every call may be repeated. */
export interface AiCard {
  /** Creates and shows the card. A card that exists already counts as shown. */
  open(options?: CallOptions): Promise<void>;
  /** Replaces the text; the card shows that more is coming. */
  show(text: string, options?: CallOptions): Promise<void>;
  /** Replaces the text for the last time. */
  finish(text: string, options?: CallOptions): Promise<void>;
  /** Replaces the text for the last time and marks the card as failed. */
  fail(text: string, options?: CallOptions): Promise<void>;
}
