/** Runs one turn: lease, answer, commit. Whatever goes wrong ends in a retry, a sentence, or a dead letter. */
import type { RobotMessage } from "@dt/api";
import { type Model, ModelError } from "@dt/llm";
import type { Tenant } from "@dt/runtime";
import type { Turn } from "@dt/session";
import type { StopSignals } from "../stop-signals.ts";
import type { TokenBudget } from "../token-budget.ts";
import { type Answer, type AnswerContext, answer } from "./answer.ts";
import { createTurnEnds, type EndingTurn, type TurnEndsOptions, type TurnResult } from "./end-turn.ts";
import { ALONE_AFTER, judge, MAX_TRIES } from "./failure.ts";
import { joinSignals } from "./join-signals.ts";
import { keepLease } from "./lease.ts";
import type { LiveCard } from "./live-card.ts";
import { type Plan, planTurn } from "./plan.ts";
import type { Remembering } from "./remembering.ts";
import { limitTime } from "./time-limit.ts";

/** When nothing is to be seen of an answer for so long, the person is told that it is coming. */
const SIGN_OF_LIFE_MS = 8000;

/** All steps of a turn together: models, fallbacks and tools. A single reply has the limit of its model. */
const TURN_MS = 600_000;

export interface TurnRunnerOptions extends TurnEndsOptions {
  readonly stops: StopSignals;
  readonly remembering: Remembering;
  readonly pictures: AnswerContext["pictures"];
  /** Opens a card for the turn's answer; undefined when the reply goes out as markdown. */
  readonly liveCard: (turn: Turn<RobotMessage>, count: number) => LiveCard | undefined;
  readonly models: (tenant: Tenant) => readonly Model[];
  readonly tools: AnswerContext["tools"];
  readonly budget: Pick<TokenBudget, "usedUp" | "count">;
  readonly readUsage: AnswerContext["readUsage"];
  readonly idleHours: number;
  readonly oneByOne: boolean;
  /** Aborts when the worker has to stop and may wait no longer. */
  readonly stopping: AbortSignal;
}

export interface TurnRunner {
  run(turn: Turn<RobotMessage>, tenant: Tenant): Promise<TurnResult>;
}

export function createTurnRunner(options: TurnRunnerOptions): TurnRunner {
  const { inbox, stops, stopping, budget, logger } = options;
  const ends = createTurnEnds(options);

  async function run(turn: Turn<RobotMessage>, tenant: Tenant): Promise<TurnResult> {
    using lease = keepLease(inbox, turn);
    using stop = stops.listen(turn);
    using fenced = joinSignals(lease.lost, stop.signal);
    const alone = options.oneByOne || turn.tries > ALONE_AFTER;
    const plan = planTurn(turn.messages, { access: tenant.access, alone });
    // More starts than tries can have ended: the others took the process with them.
    if (turn.tries > MAX_TRIES) {
      const ending = await endingOf(turn, tenant, undefined);
      return await ends.fail(ending, { kind: "dead", text: "gaveUp", reason: "crashed" });
    }
    return await follow(await withinBudget(plan, tenant), turn, tenant, fenced.signal);
  }

  /** No model is asked once the tenant's tokens of the day are used up; commands work as before. */
  async function withinBudget(plan: Plan, tenant: Tenant): Promise<Plan> {
    if (plan.kind !== "model" || !(await budget.usedUp(tenant))) return plan;
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
      const committed = await ends.answer(await endingOf(turn, tenant, card), plan.count, result);
      if (committed === "committed" && result.conversation === "new") await keepEndedQuietly(turn);
      return committed;
    } catch (error) {
      const ending = await endingOf(turn, tenant, card);
      if (fenced.aborted) return "fenced";
      if (stopping.aborted) return await ends.handBack(turn);
      const verdict = judge(limit.signal.aborted ? tooSlow(limitMs) : error, turn.tries);
      // One of several messages is to blame, and only that one may be given up: the first one is asked about alone.
      if (verdict.kind !== "retry" && plan.kind === "model" && plan.count > 1) {
        const withoutCard = ending.card === "refused";
        return await follow({ kind: "model", count: 1 }, { ...turn, withoutCard }, tenant, fenced);
      }
      const { tenantId, id, tries } = turn;
      const { kind, reason } = verdict;
      logger.warn({ tenantId, turn: id, tries, verdict: kind, reason, error }, "a turn failed");
      return await ends.fail(ending, verdict);
    }
  }

  async function answerWithSigns(
    turn: Turn<RobotMessage>,
    plan: Plan,
    tenant: Tenant,
    { card, signal }: { card: LiveCard | undefined; signal: AbortSignal },
  ): Promise<Answer> {
    if (turn.conversationEnded) await keepEndedQuietly(turn);
    const timer = setTimeout(() => {
      if (!card?.isOpen()) void ends.say(turn, "working");
    }, SIGN_OF_LIFE_MS);
    const used = { turns: plan.kind === "model" ? 1 : 0, inputTokens: 0, outputTokens: 0, estimatedTokens: 0 };
    try {
      return await answer(turn, plan, {
        ...options,
        tenant,
        models: options.models(tenant),
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
      budget.count(turn.tenantId, used);
    }
  }

  /** A copy that fails must not fail the turn, least of all one that is committed. */
  async function keepEndedQuietly(turn: Turn<RobotMessage>): Promise<void> {
    try {
      await options.remembering.keepEndedConversation(turn);
    } catch (error) {
      logger.warn({ tenantId: turn.tenantId, error }, "could not keep a conversation that has ended");
    }
  }

  return { run };
}

/** Closes the card. What the reply has to know about it may come from an earlier try. */
async function endingOf(turn: Turn<RobotMessage>, tenant: Tenant, card: LiveCard | undefined): Promise<EndingTurn> {
  const state = (await card?.close()) ?? "absent";
  return { turn, tenant, card: turn.withoutCard ? "refused" : state };
}

function tooSlow(limitMs: number): ModelError {
  return new ModelError("timeout", `the turn took longer than ${limitMs} ms`);
}
