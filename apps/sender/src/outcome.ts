/** What a failed send means for its part. */
import { DingTalkError, type OperationName } from "@dt/api";
import type { Tenant } from "@dt/runtime";
import type { Delivery, Outcome, ReplyContent } from "@dt/session";
import { isTooLong, splitFurther, splitToLimit } from "./split-part.ts";

/** Attempts of a part before it is given up; with the delays below about a quarter of an hour. */
export const MAX_ATTEMPTS = 20;
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
const THROTTLED_MS = 1000;
/** Who is asked to wait for longer, by a gateway that knows no better, asks again after this. */
const MAX_THROTTLED_MS = 600_000;
/** Between looks at a quota that was used up; nothing but a new month or a purchase gives more. */
const QUOTA_PAUSE_MS = 5 * 60_000;
/** A reply that waited so long for the quota is nobody's answer any more: an operator decides. */
const QUOTA_LIMIT_MS = 24 * 3_600_000;

type Policy = Tenant["limits"]["unknownOutcome"];

const WEBHOOK: OperationName = "robotReplySession";
/** The operations that send a text. A card whose text had to go out as a message is one, too. */
const textOperations: ReadonlySet<string> = new Set<OperationName>([WEBHOOK, "robotSendOTO", "robotSendGroup"]);

/** What to do instead of a send: its predecessor may have arrived, or the part is too long. Undefined: send. */
export function beforeSend(delivery: Delivery<ReplyContent>, policy: Policy): Outcome | undefined {
  if (isTooLong(delivery.part)) return { state: "split", parts: splitToLimit(delivery) };
  if (isCard(delivery) || maySendText(delivery, policy)) return undefined;
  const detail = "a send of this part may have reached the person; it was not confirmed";
  return { state: "dead", reason: "outcome_unknown", detail };
}

/** Where an earlier send may have arrived, a text is sent once more, and only if the tenant wants that. */
function maySendText({ unknownOutcomes }: Delivery<ReplyContent>, policy: Policy): boolean {
  return unknownOutcomes === 0 || (unknownOutcomes === 1 && policy === "resend");
}

export function afterFailure(error: unknown, delivery: Delivery<ReplyContent>): Outcome {
  if (!(error instanceof DingTalkError)) return retryOrGiveUp(delivery, "internal_error", String(error));
  const { code, outcome, apiCode, retryable } = error;
  const detail = apiCode ?? error.message;
  if (code === "aborted" && outcome === "not_sent") return { state: "released" };
  if (code === "rate_limited") {
    // A session webhook has a limit of its own; the API's limits are the app's.
    const state = error.operation === WEBHOOK ? "slowed" : "throttled";
    // A time that has come already, because the clocks differ, must not end in one call after the other.
    return { state, delayMs: Math.min(Math.max(THROTTLED_MS, error.retryAfterMs ?? 0), MAX_THROTTLED_MS) };
  }
  // Repeating a card changes nothing; repeating a text shows it twice.
  const repeatable = isCard(delivery) && !wasText(error);
  if (outcome === "unknown" && !repeatable) return { state: "unknown", delayMs: backoffMs(delivery.attempts) };
  if (outcome === "unknown" || retryable || code === "unauthorized") return retryOrGiveUp(delivery, code, detail);
  if (code === "quota_exceeded") return parkOrGiveUp(delivery, code, detail);
  const parts = code === "too_large" ? splitFurther(delivery, wasText(error) ? "markdown" : "card") : undefined;
  return parts === undefined ? { state: "dead", reason: code, detail } : { state: "split", parts };
}

function wasText({ operation = "" }: DingTalkError): boolean {
  return textOperations.has(operation);
}

function isCard({ part }: Delivery<ReplyContent>): boolean {
  return part.content.body.kind === "card";
}

function parkOrGiveUp({ failedAt }: Delivery, reason: string, detail: string): Outcome {
  const isOver = failedAt !== undefined && Date.now() - failedAt > QUOTA_LIMIT_MS;
  return isOver ? { state: "dead", reason, detail } : { state: "parked", delayMs: QUOTA_PAUSE_MS };
}

function retryOrGiveUp({ attempts }: Delivery, reason: string, detail: string): Outcome {
  if (attempts >= MAX_ATTEMPTS) return { state: "dead", reason, detail };
  return { state: "retry", delayMs: backoffMs(attempts) };
}

/** 1 s, 2 s, 4 s … up to a minute, half of it at random. */
function backoffMs(attempts: number): number {
  const full = Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), MAX_DELAY_MS);
  return Math.round(full / 2 + (Math.random() * full) / 2);
}
