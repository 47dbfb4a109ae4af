/** Runs one turn: lease, answer, commit. Whatever goes wrong ends in a retry, a sentence, or a dead letter. */
import type { RobotMessage } from "@dt/api";
import { type Model, ModelError } from "@dt/llm";
import type { Logger, Tenant } from "@dt/runtime";
import type { Commit, Inbox, Part, ReplyContent, SessionKey, Turn } from "@dt/session";
import { type Answer, type AnswerContext, answer, textsFor } from "./answer.ts";
import { ALONE_AFTER, judge, MAX_TRIES, type Verdict } from "./failure.ts";
import { joinSignals } from "./join-signals.ts";
import { keepLease } from "./lease.ts";
import type { CardState, LiveCard } from "./live-card.ts";
import { type Plan, planTurn } from "./plan.ts";
import type { Remembering } from "./remembering.ts";
import { makeNotice, makeParts } from "./reply.ts";
import type { StopSignals } from "./stop-signals.ts";
import { limitTime } from "./time-limit.ts";
import type { TokenBudget } from "./token-budget.ts";

/** When nothing is to be seen of an answer for so long, the person is told that it is coming. */
const SIGN_OF_LIFE_MS = 8000;

/** All steps of a turn together: models, fallbacks and tools. A single reply has the limit of its model. */
const TURN_MS = 600_000;

export type TurnResult = "committed" | "fenced" | "parked" | "dead" | "handed-back";

export interface TurnRunnerOptions {
  readonly inbox: Inbox<RobotMessage>;
  readonly stops: StopSignals;
  readonly remembering: Remembering;
  readonly pictures: (turn: Turn<RobotMessage>, count: number) => Promise<readonly string[]>;
  /** Opens a card for the turn's answer; undefined when the reply goes out as markdown. */
  readonly liveCard: (turn: Turn<RobotMessage>, count: number) => LiveCard | undefined;
  readonly models: (tenant: Tenant) => readonly Model[];
  readonly tools: AnswerContext["tools"];
  readonly budget: Pick<TokenBudget, "usedUp" | "count">;
  readonly readUsage: AnswerContext["readUsage"];
  readonly wakeReplies: (tenantId: string) => void;
  /** Wakes a session, now or later. */
  readonly wakeSession: (session: SessionKey, delayMs: number) => void;
  readonly idleHours: number;
  readonly oneByOne: boolean;
  /** Aborts when the worker has to stop and may wait no longer. */
  readonly stopping: AbortSignal;
  readonly logger: Logger;
}

export interface TurnRunner {
  run(turn: Turn<RobotMessage>, tenant: Tenant): Promise<TurnResult>;
}

export function createTurnRunner(options: TurnRunnerOptions): TurnRunner {
  const { inbox, stops, stopping, logger } = options;

  async function run(turn: Turn<RobotMessage>, tenant: Tenant): Promise<TurnResult> {
    using lease = keepLease(inbox, turn);
    using stop = stops.listen(turn);
    using fenced = joinSignals(lease.lost, stop.signal);
    const alone = options.oneByOne || turn.tries > ALONE_AFTER;
    const plan = planTurn(turn.messages, { access: tenant.access, alone });
    // More starts than tries can have ended: the others took the process with them.
    if (turn.tries > MAX_TRIES) {
      const cardState = await closeCard(turn, undefined);
      return await giveUp(turn, tenant, { kind: "dead", text: "gaveUp", reason: "crashed" }, cardState);
    }
    return await follow(await withinBudget(plan, tenant), turn, tenant, fenced.signal);
  }

  /** No model is asked once the tenant's tokens of the day are used up; commands work as before. */
  async function withinBudget(plan: Plan, tenant: Tenant): Promise<Plan> {
    if (plan.kind !== "model" || !(await options.budget.usedUp(tenant))) return plan;
    return { kind: "refuse", count: plan.count, reason: "tokensUsedUp" };
  }

  async function follow(
    plan: Plan,
    turn: Turn<RobotMessage>,
    tenant: Tenant,
    fenced: AbortSignal,
  ): Promise<TurnResult> {
    // A card that opens now would stand before an earlier reply that is still on its way.
    const mayShow = plan.kind === "model" && turn.undelivered === 0 && !turn.withoutCard;
    const card = mayShow ? options.liveCard(turn, plan.count) : undefined;
    // A tenant whose model may take longer than that has room for two replies.
    const limitMs = Math.max(TURN_MS, 2 * tenant.model.timeoutMs);
    using limit = limitTime(limitMs);
    using ended = joinSignals(fenced, stopping, limit.signal);
    try {
      const result = await answerWithSigns(turn, plan, tenant, { card, signal: ended.signal });
      const cardState = await closeCard(turn, card);
      return await commitAnswer(turn, plan, tenant, result, cardState);
    } catch (error) {
      const cardState = await closeCard(turn, card);
      if (fenced.aborted) return "fenced";
      if (stopping.aborted) return await handBack(turn);
      const verdict = judge(limit.signal.aborted ? tooSlow(limitMs) : error, turn.tries);
      // One of several messages is to blame, and only that one may be given up: the first one is asked about alone.
      if (verdict.kind !== "retry" && plan.kind === "model" && plan.count > 1) {
        const withoutCard = cardState === "refused";
        return await follow({ kind: "model", count: 1 }, { ...turn, withoutCard }, tenant, fenced);
      }
      return await fail(turn, tenant, { error, verdict, cardState });
    }
  }

  async function answerWithSigns(
    turn: Turn<RobotMessage>,
    plan: Plan,
    tenant: Tenant,
    { card, signal }: { card: LiveCard | undefined; signal: AbortSignal },
  ): Promise<Answer> {
    if (turn.conversationEnded) await keepEndedQuietly(turn);
    const timer = card ? undefined : setTimeout(() => void sayQuietly(turn, "working"), SIGN_OF_LIFE_MS);
    const used = { turns: plan.kind === "model" ? 1 : 0, inputTokens: 0, outputTokens: 0, estimatedTokens: 0 };
    try {
      return await answer(turn, plan, {
        tenant,
        models: options.models(tenant),
        remembering: options.remembering,
        idleHours: options.idleHours,
        tools: options.tools,
        readUsage: options.readUsage,
        pictures: options.pictures,
        signal,
        onText: (text) => card?.show(text),
        onUsage({ inputTokens, outputTokens, estimated }) {
          used.inputTokens += inputTokens;
          used.outputTokens += outputTokens;
          used.estimatedTokens += estimated ? inputTokens + outputTokens : 0;
        },
      });
    } finally {
      clearTimeout(timer);
      options.budget.count(turn.tenantId, used);
    }
  }

  async function commitAnswer(
    turn: Turn<RobotMessage>,
    { count }: Plan,
    tenant: Tenant,
    { text, outcome, history, conversation }: Answer,
    cardState: CardState,
  ): Promise<TurnResult> {
    const parts = makeParts({ turn, tenant, count, text, outcome, card: cardState, title: textsFor(turn).replyTitle });
    const committed = await commit(turn, { answered: count, outcome, history, conversation, parts });
    if (committed && conversation === "new") await keepEndedQuietly(turn);
    return committed ? "committed" : "fenced";
  }

  /** A copy that fails must not fail the turn, least of all one that is committed. */
  async function keepEndedQuietly(turn: Turn<RobotMessage>): Promise<void> {
    try {
      await options.remembering.keepEndedConversation(turn);
    } catch (error) {
      logger.warn({ tenantId: turn.tenantId, error }, "could not keep a conversation that has ended");
    }
  }

  async function commit(turn: Turn<RobotMessage>, what: Commit): Promise<boolean> {
    const { committed, waiting, next } = await inbox.commit(turn, what);
    if (!committed) return false;
    wakeNext(turn, next);
    if (what.parts.length > 0) options.wakeReplies(turn.tenantId);
    if (waiting > 0) options.wakeSession(turn, 0);
    return true;
  }

  /** The room that a turn leaves goes to who waits longest for it. */
  function wakeNext({ tenantId }: Turn, sessionIds: readonly string[]): void {
    for (const sessionId of sessionIds) options.wakeSession({ tenantId, sessionId }, 0);
  }

  async function handBack(turn: Turn<RobotMessage>): Promise<TurnResult> {
    const { next } = await inbox.park(turn, { delayMs: 0, counts: false });
    wakeNext(turn, next);
    options.wakeSession(turn, 0);
    return "handed-back";
  }

  async function fail(
    turn: Turn<RobotMessage>,
    tenant: Tenant,
    { error, verdict, cardState }: { error: unknown; verdict: Verdict; cardState: CardState },
  ): Promise<TurnResult> {
    const { tenantId, tries } = turn;
    logger.warn(
      { tenantId, turn: turn.id, tries, verdict: verdict.kind, reason: verdict.reason, error },
      "a turn failed",
    );
    if (verdict.kind !== "retry") return await giveUp(turn, tenant, verdict, cardState);
    if (cardState !== "open") await sayQuietly(turn, "retrying");
    const { parked, next } = await inbox.park(turn, { delayMs: verdict.delayMs, counts: true });
    wakeNext(turn, next);
    if (parked) options.wakeSession(turn, verdict.delayMs);
    return parked ? "parked" : "fenced";
  }

  /** Ends the turn's first message without an answer, and says so. */
  async function giveUp(
    turn: Turn<RobotMessage>,
    tenant: Tenant,
    { kind, text, reason }: Exclude<Verdict, { kind: "retry" }>,
    cardState: CardState,
  ): Promise<TurnResult> {
    const words = textsFor(turn);
    const reply = {
      turn,
      tenant,
      count: 1,
      text: words[text],
      title: words.replyTitle,
      outcome: "refused",
      card: cardState,
    } as const;
    const parts = makeParts(reply);
    const what: Commit =
      kind === "refuse"
        ? { answered: 1, outcome: "refused", history: [], parts }
        : { answered: 1, outcome: "dead", reason, history: [], parts: parts.map(withoutMessages) };
    const committed = await commit(turn, what);
    return committed ? "dead" : "fenced";
  }

  /** A sentence that fails must not fail the turn. */
  async function sayQuietly(turn: Turn<RobotMessage>, key: "working" | "retrying"): Promise<void> {
    const words = textsFor(turn);
    try {
      const part = makeNotice(turn, key, words.replyTitle, words[key]);
      if (await inbox.say(turn, key, part)) options.wakeReplies(turn.tenantId);
    } catch (error) {
      logger.warn({ tenantId: turn.tenantId, key, error }, "could not say something ahead of a reply");
    }
  }

  return { run };
}

function tooSlow(limitMs: number): ModelError {
  return new ModelError("timeout", `the turn took longer than ${limitMs} ms`);
}

/** What the reply has to know about the card of this try, or of an earlier one. */
async function closeCard({ withoutCard }: Turn, card: LiveCard | undefined): Promise<CardState> {
  if (withoutCard) return "refused";
  return card === undefined ? "absent" : await card.close();
}

/** The messages are accounted for as dead already; the sentence about them is not their answer. */
function withoutMessages(part: Part<ReplyContent>): Part<ReplyContent> {
  return { ...part, messages: 0, messageIds: [] };
}
