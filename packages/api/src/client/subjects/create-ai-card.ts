import { lazily } from "../lazily.ts";
import type { AiCard, AiCardTarget } from "./ai-card.ts";
import type { Cards } from "./cards.ts";

/** A card for one reply; nothing is sent before `open`. */
export function createAiCard({ cards }: { readonly cards: Cards }, target: AiCardTarget): AiCard {
  return lazily<AiCard>(async () => (await import("./ai-card-calls.ts")).createAiCardCalls(cards, target));
}
