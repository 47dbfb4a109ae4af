/** A card that shows the answer while the model speaks. Best effort: what counts is the reply that the sender delivers. */
import { setTimeout as delay } from "node:timers/promises";
import { type AiCard, DingTalkError } from "@dt/api";
import type { Logger } from "@dt/runtime";

/** The calls that this makes; `createAiCard` of @dt/api gives them. */
export type CardCalls = Pick<AiCard, "open" | "show">;

/**
 * `absent`: the reply has to open it. `refused`: DingTalk shows it nowhere, and would not say so again, because it has
 * been created; the reply has to do without.
 */
export type CardState = "open" | "absent" | "refused";

export interface LiveCard {
  /** Replaces what the card shows, soon. */
  show(text: string): void;
  /** Whether it is to be seen by now. */
  isOpen(): boolean;
  /** Ends the stream: afterwards no frame is under way that could overtake the final one. */
  close(): Promise<CardState>;
}

export interface LiveCardOptions {
  readonly logger: Logger;
  /** Called at once when the card is refused, and waited for: this must be known even if the worker dies now. */
  readonly onRefused: () => Promise<unknown>;
}

/** Faster frames are thrown together: DingTalk throttles, and nobody reads faster. */
const FRAME_MS = 500;
/**
 * A card that is being created when the answer is there is waited for: only DingTalk's own answer says whether it is
 * shown. Longer than that takes; short enough for a worker that has to stop.
 */
const OPEN_MS = 4000;
/** Who was away for so long may have lost the turn: less than a lease, more than any delay of a busy process. */
const ASLEEP_MS = 10_000;

export function startLiveCard(calls: CardCalls, { logger, onRefused }: LiveCardOptions): LiveCard {
  const closing = new AbortController();
  const abandoned = new AbortController();
  let [wanted, shown] = ["", ""];
  let state: CardState = "absent";

  async function stream(): Promise<void> {
    await calls.open({ signal: abandoned.signal });
    state = "open";
    let hasSlept = false;
    while (!closing.signal.aborted) {
      // By the next frame it is known whose turn it is. Until then this one might reopen a card that another finished.
      if (wanted !== shown && !hasSlept) {
        const text = wanted;
        // A frame that fails is not repeated: the next one holds its text too.
        await calls.show(text, { signal: closing.signal, maxAttempts: 1 }).catch(logFrame);
        shown = text;
      }
      const before = performance.now();
      await delay(FRAME_MS, undefined, { signal: closing.signal });
      hasSlept = performance.now() - before > ASLEEP_MS;
    }
  }

  function logFrame(error: unknown): void {
    if (!closing.signal.aborted) logger.debug({ error }, "a frame of a live card failed");
  }

  async function giveUp(error: unknown): Promise<void> {
    if (state === "open" || abandoned.signal.aborted) return;
    logger.warn({ error }, "could not open a live card");
    if (!(error instanceof DingTalkError) || error.code !== "refused") return;
    state = "refused";
    await keepRefusal();
  }

  async function keepRefusal(): Promise<void> {
    try {
      await onRefused();
    } catch (error) {
      logger.warn({ error }, "could not keep that a card was refused");
    }
  }

  const streaming = stream().catch(giveUp);
  return {
    show(text) {
      wanted = text;
    },
    isOpen: () => state === "open",
    async close() {
      closing.abort();
      const timer = setTimeout(() => abandoned.abort(), OPEN_MS);
      await streaming;
      clearTimeout(timer);
      return state;
    },
  };
}
