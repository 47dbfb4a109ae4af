/** What a failed send means for its part. */
import { DingTalkError, type OperationName } from "@dt/api";
import type { Tenant } from "@dt/runtime";
import type { Delivery, Outcome, ReplyContent } from "@dt/session";

/** Attempts of a part before it is given up; with the delays below about a quarter of an hour. */
export const MAX_ATTEMPTS = 20;
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
const THROTTLED_MS = 1000;

type Policy = Tenant["limits"]["unknownOutcome"];

const WEBHOOK: OperationName = "robotReplySession";
/** The operations that send a text. A card whose text had to go out as a message is one, too. */
const textOperations: ReadonlySet<string> = new Set<OperationName>([WEBHOOK, "robotSendOTO", "robotSendGroup"]);

/** What to do before a send whose predecessor may have arrived. Undefined: send. */
export function beforeSend(delivery: Delivery<ReplyContent>, policy: Policy): Outcome | undefined {
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
  const { code, outcome, apiCode, retryable, operation } = error;
  const detail = apiCode ?? error.message;
  if (code === "aborted" && outcome === "not_sent") return { state: "released" };
  if (code === "rate_limited") {
    // A session webhook has a limit of its own; the API's limits are the app's.
    const state = operation === WEBHOOK ? "slowed" : "throttled";
    return { state, delayMs: error.retryAfterMs ?? THROTTLED_MS };
  }
  // Repeating a card changes nothing; repeating a text shows it twice.
  const repeatable = isCard(delivery) && !textOperations.has(operation ?? "");
  if (outcome === "unknown" && !repeatable) return { state: "unknown", delayMs: backoffMs(delivery.attempts) };
  if (outcome === "unknown" || retryable || code === "unauthorized") return retryOrGiveUp(delivery, code, detail);
  return { state: "dead", reason: code, detail };
}

function isCard({ part }: Delivery<ReplyContent>): boolean {
  return part.content.body.kind === "card";
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
