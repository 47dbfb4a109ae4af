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
  /** Ends the stream: afterwards no frame is under way that could overtake the final one. */
  close(): Promise<CardState>;
}

/** Faster frames are thrown together: DingTalk throttles, and nobody reads faster. */
const FRAME_MS = 500;

export function startLiveCard(calls: CardCalls, logger: Logger): LiveCard {
  const closing = new AbortController();
  let [wanted, shown] = ["", ""];
  let state: CardState = "absent";

  async function stream(): Promise<void> {
    await calls.open({ signal: closing.signal });
    state = "open";
    while (!closing.signal.aborted) {
      if (wanted !== shown) {
        const text = wanted;
        // A frame that fails is not repeated: the next one holds its text too.
        await calls.show(text, { signal: closing.signal, maxAttempts: 1 }).catch(logFrame);
        shown = text;
      }
      await delay(FRAME_MS, undefined, { signal: closing.signal });
    }
  }

  function logFrame(error: unknown): void {
    if (!closing.signal.aborted) logger.debug({ error }, "a frame of a live card failed");
  }

  const streaming = stream().catch((error: unknown) => {
    if (closing.signal.aborted) return;
    if (error instanceof DingTalkError && error.code === "refused") state = "refused";
    logger.warn({ error }, "could not open a live card");
  });
  return {
    show(text) {
      wanted = text;
    },
    async close() {
      closing.abort();
      await streaming;
      return state;
    },
  };
}
