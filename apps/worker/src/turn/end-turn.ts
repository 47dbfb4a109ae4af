/** How a turn ends: committed, parked for another try, handed back, or given up with a sentence. */
import type { RobotMessage } from "@dt/api";
import type { Logger, Tenant } from "@dt/runtime";
import type { Commit, Inbox, Part, ReplyContent, SessionKey, Turn } from "@dt/session";
import { type Answer, textsFor } from "./answer.ts";
import type { Verdict } from "./failure.ts";
import type { CardState } from "./live-card.ts";
import { makeNotice, makeParts } from "./reply.ts";

export type TurnResult = "committed" | "fenced" | "parked" | "dead" | "handed-back";

export interface TurnEndsOptions {
  readonly inbox: Inbox<RobotMessage>;
  readonly wakeReplies: (tenantId: string) => void;
  /** Wakes a session, now or later. */
  readonly wakeSession: (session: SessionKey, delayMs: number) => void;
  readonly logger: Logger;
}

/** A turn of a tenant, and what became of the card that showed its answer. */
export interface EndingTurn {
  readonly turn: Turn<RobotMessage>;
  readonly tenant: Tenant;
  readonly card: CardState;
}

export interface TurnEnds {
  /** Commits the answer to the turn's first `count` messages. */
  answer(ending: EndingTurn, count: number, answer: Answer): Promise<TurnResult>;
  /** Leaves the session to another worker, unharmed. */
  handBack(turn: Turn<RobotMessage>): Promise<TurnResult>;
  /** Does what the verdict on a failure says. */
  fail(ending: EndingTurn, verdict: Verdict): Promise<TurnResult>;
  /** Says something ahead of the reply, once. What fails then does not fail the turn. */
  say(turn: Turn<RobotMessage>, key: "working" | "retrying"): Promise<void>;
}

export function createTurnEnds({ inbox, wakeReplies, wakeSession, logger }: TurnEndsOptions): TurnEnds {
  async function commit(turn: Turn<RobotMessage>, what: Commit): Promise<boolean> {
    const { committed, waiting, next } = await inbox.commit(turn, what);
    if (!committed) return false;
    wakeNext(turn, next);
    if (what.parts.length > 0) wakeReplies(turn.tenantId);
    if (waiting > 0) wakeSession(turn, 0);
    return true;
  }

  /** The room that a turn leaves goes to who waits longest for it. */
  function wakeNext({ tenantId }: Turn, sessionIds: readonly string[]): void {
    for (const sessionId of sessionIds) wakeSession({ tenantId, sessionId }, 0);
  }

  async function answer(ending: EndingTurn, count: number, what: Answer): Promise<TurnResult> {
    const { text, outcome, history, conversation } = what;
    const title = textsFor(ending.turn).replyTitle;
    const parts = makeParts({ ...ending, count, text, outcome, title });
    const committed = await commit(ending.turn, { answered: count, outcome, history, conversation, parts });
    return committed ? "committed" : "fenced";
  }

  async function handBack(turn: Turn<RobotMessage>): Promise<TurnResult> {
    const { next } = await inbox.park(turn, { delayMs: 0, counts: false });
    wakeNext(turn, next);
    wakeSession(turn, 0);
    return "handed-back";
  }

  async function fail(ending: EndingTurn, verdict: Verdict): Promise<TurnResult> {
    if (verdict.kind !== "retry") return await giveUp(ending, verdict);
    const { turn, card } = ending;
    if (card !== "open") await say(turn, "retrying");
    const { parked, next } = await inbox.park(turn, { delayMs: verdict.delayMs, counts: true });
    wakeNext(turn, next);
    if (parked) wakeSession(turn, verdict.delayMs);
    return parked ? "parked" : "fenced";
  }

  /** Ends the turn's first message without an answer, and says so. */
  async function giveUp(
    ending: EndingTurn,
    { kind, text, reason }: Exclude<Verdict, { kind: "retry" }>,
  ): Promise<TurnResult> {
    const words = textsFor(ending.turn);
    const parts = makeParts({ ...ending, count: 1, text: words[text], title: words.replyTitle, outcome: "refused" });
    const what: Commit =
      kind === "refuse"
        ? { answered: 1, outcome: "refused", history: [], parts }
        : { answered: 1, outcome: "dead", reason, history: [], parts: parts.map(withoutMessages) };
    return (await commit(ending.turn, what)) ? "dead" : "fenced";
  }

  async function say(turn: Turn<RobotMessage>, key: "working" | "retrying"): Promise<void> {
    const words = textsFor(turn);
    try {
      const part = makeNotice(turn, key, words.replyTitle, words[key]);
      if (await inbox.say(turn, key, part)) wakeReplies(turn.tenantId);
    } catch (error) {
      logger.warn({ tenantId: turn.tenantId, key, error }, "could not say something ahead of a reply");
    }
  }

  return { answer, handBack, fail, say };
}

/** The messages are accounted for as dead already; the sentence about them is not their answer. */
function withoutMessages(part: Part<ReplyContent>): Part<ReplyContent> {
  return { ...part, messages: 0, messageIds: [] };
}
