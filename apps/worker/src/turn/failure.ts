/** What to do when a turn failed. */
import { DingTalkError } from "@dt/api";
import { ModelError } from "@dt/llm";
import type { Texts } from "../texts.ts";

/** Tries of a turn, crashes included, before its first message becomes a dead letter. */
export const MAX_TRIES = 6;
/** After so many failed tries messages go one by one, so that only the one that fails is given up. */
export const ALONE_AFTER = 2;

const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
/** A provider that wants to be left alone for longer is asked all the same: a person waits. */
const MAX_HINT_MS = 600_000;

export type Verdict =
  | { readonly kind: "retry"; readonly delayMs: number; readonly reason: string }
  /** The person is told why; nothing is kept. */
  | {
      readonly kind: "refuse";
      readonly text: keyof Texts & ("contentRefused" | "tooLong" | "pictureUnavailable" | "apiCallsUsedUp");
      readonly reason: string;
    }
  /** Kept as a dead letter; the person is told. */
  | { readonly kind: "dead"; readonly text: keyof Texts & ("modelRefusesUs" | "gaveUp"); readonly reason: string };

export function judge(error: unknown, tries: number): Verdict {
  const reason = reasonOf(error);
  if (error instanceof ModelError) {
    if (error.code === "content_refused") return { kind: "refuse", text: "contentRefused", reason };
    if (error.code === "context_too_long") return { kind: "refuse", text: "tooLong", reason };
    if (!error.retryable) return { kind: "dead", text: "modelRefusesUs", reason };
  }
  // A turn asks DingTalk for nothing but the pictures of its messages.
  if (error instanceof DingTalkError && !error.retryable && error.code !== "unauthorized") {
    return { kind: "refuse", text: error.code === "quota_exceeded" ? "apiCallsUsedUp" : "pictureUnavailable", reason };
  }
  if (tries >= MAX_TRIES) return { kind: "dead", text: "gaveUp", reason };
  const hint = error instanceof ModelError ? Math.min(error.retryAfterMs ?? 0, MAX_HINT_MS) : 0;
  return { kind: "retry", delayMs: Math.max(hint, backoffMs(tries)), reason };
}

function reasonOf(error: unknown): string {
  if (error instanceof ModelError) return `model_${error.code}`;
  return error instanceof DingTalkError ? `dingtalk_${error.code}` : "internal_error";
}

/** 1 s, 2 s, 4 s … up to a minute, half of it at random so that sessions do not retry in step. */
export function backoffMs(tries: number, random: () => number = Math.random): number {
  const full = Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), MAX_DELAY_MS);
  return Math.round(full / 2 + (random() * full) / 2);
}
