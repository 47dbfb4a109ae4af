import { setTimeout as sleep } from "node:timers/promises";
import { documentedReply, operationReply } from "../faults/documented.ts";
import type { Faults, FaultTarget, RequestEffect, When } from "../faults/faults.ts";
import type { RequestEntry } from "../record/entries.ts";
import { maskQuery, maskSecrets } from "../record/masking.ts";
import type { SimulatorRecord } from "../record/record.ts";
import type { Clock } from "../world/clock.ts";
import type { Random } from "../world/random.ts";
import { type Exchange, type Reply, resetConnection, sendReply } from "./exchange.ts";

export interface ServeContext {
  readonly faults: Faults;
  readonly record: SimulatorRecord;
  readonly clock: Clock;
  readonly random: Random;
}

/** What is known about a request before it is carried out. */
export interface Subject {
  readonly operation?: string | undefined;
  readonly appKey?: string | undefined;
  readonly requestId: string;
  /** The parsed body for the record; masked there. */
  readonly body?: unknown;
  readonly model?: string | undefined;
  readonly stream?: boolean | undefined;
}

/** Carries out a request. An undefined reply means that the action answers by itself. */
export type Action = (cut: CutEffect | undefined) => Reply | undefined | Promise<Reply | undefined>;

export type CutEffect = Extract<RequestEffect, { type: "cut" }>;

type Outcome = RequestEntry["outcome"];

/** Runs the action of a request between the faults that strike before and after it, and records what happened. */
export async function serve(context: ServeContext, exchange: Exchange, subject: Subject, act: Action): Promise<void> {
  const startedAt = context.clock.now();
  const effects = context.faults.strike("request", target(exchange, subject));
  let effect = false;
  let reply: Reply | undefined;
  const strike = (when: When): Promise<Struck> | Struck =>
    effects.length === 0 ? {} : strikeAll(context, exchange, subject, effects, when);

  let struck = await strike("before");
  if (!struck.outcome && !struck.reply) {
    reply = await act(effects.find((one) => one.type === "cut"));
    effect = true;
    struck = await strike("after");
  }
  reply = struck.reply ?? reply;
  const outcome = struck.outcome ?? outcomeOf(exchange, reply, effects);
  if (outcome === "answered" && reply) sendReply(exchange.response, reply);
  note(context, exchange, subject, { startedAt, outcome, effect, reply, effects });
}

/** An action without a reply has written its answer by itself, whole or not. */
function outcomeOf({ response }: Exchange, reply: Reply | undefined, effects: readonly RequestEffect[]): Outcome {
  if (reply) return response.destroyed ? "aborted" : "answered";
  if (response.writableEnded) return "answered";
  if (!response.destroyed && !response.socket?.destroyed) return "hung";
  return effects.some(({ type }) => type === "cut") ? "reset" : "aborted";
}

interface Struck {
  readonly outcome?: Outcome;
  readonly reply?: Reply;
}

async function strikeAll(
  context: ServeContext,
  exchange: Exchange,
  subject: Subject,
  effects: readonly RequestEffect[],
  when: When,
): Promise<Struck> {
  for (const effect of effects) {
    if (effect.type === "cut" || (effect.when ?? "before") !== when) continue;
    if (effect.type === "latency") await sleep(effect.ms + context.random.below((effect.jitterMs ?? 0) + 1));
    else return strikeOne(exchange, subject, effect);
  }
  return {};
}

function strikeOne(
  exchange: Exchange,
  subject: Subject,
  effect: Exclude<RequestEffect, { type: "latency" | "cut" }>,
): Struck {
  switch (effect.type) {
    case "reset":
      resetConnection(exchange.response);
      return { outcome: "reset" };
    case "hang":
      return { outcome: "hung" };
    case "refuse":
      return { reply: refusalOf(effect, subject) };
    case "respond":
      return { reply: { status: effect.status ?? 200, body: effect.body ?? "", headers: effect.headers ?? {} } };
  }
}

function refusalOf(effect: Extract<RequestEffect, { type: "refuse" }>, { operation = "", requestId }: Subject): Reply {
  if ("as" in effect) return documentedReply(effect.as, requestId);
  const { code, message = "refused by a fault" } = effect;
  const reply = operationReply(operation, code, message, requestId);
  if (reply !== undefined) return reply;
  throw new TypeError(`A fault refuses with ${code}, which is no documented error of ${operation || "this request"}.`);
}

function target(exchange: Exchange, subject: Subject): FaultTarget {
  return {
    operation: subject.operation,
    path: exchange.path,
    appKey: subject.appKey,
    model: subject.model,
    stream: subject.stream,
    text: () => exchange.body.toString(),
  };
}

interface Happened {
  readonly startedAt: number;
  readonly outcome: Outcome;
  readonly effect: boolean;
  readonly reply: Reply | undefined;
  readonly effects: readonly RequestEffect[];
}

function note(context: ServeContext, exchange: Exchange, subject: Subject, happened: Happened): void {
  const { record, clock } = context;
  const answered = happened.outcome === "answered";
  const status = happened.reply?.status ?? (answered ? exchange.response.statusCode : undefined);
  const code = happened.reply && codeOf(happened.reply);
  record.addRequest({
    at: happened.startedAt,
    listener: exchange.listener,
    method: exchange.method,
    path: exchange.path,
    query: record.keepsEntries && exchange.query.size > 0 ? maskQuery(exchange.query) : "",
    ...(subject.operation !== undefined && { operation: subject.operation }),
    ...(subject.appKey !== undefined && { appKey: subject.appKey }),
    requestId: subject.requestId,
    ...(record.keepsEntries && subject.body !== undefined && { body: maskSecrets(subject.body) }),
    ...(answered && status !== undefined && { status }),
    ...(code !== undefined && { code }),
    outcome: happened.outcome,
    effect: happened.effect,
    faults: happened.effects.map(({ type }) => type),
    durationMs: clock.now() - happened.startedAt,
  });
}

/** Where each of the error shapes keeps its code. */
function codeOf({ status, body }: Reply): string | undefined {
  if (typeof body !== "object" || body === null) return status >= 400 ? String(status) : undefined;
  const fields = body as Record<string, unknown>;
  const inner = fields.error as { code?: unknown; type?: unknown } | undefined;
  const code = fields.sub_code ?? fields.errcode ?? fields.code ?? fields.Code ?? inner?.code ?? inner?.type;
  if (code === 0 || (code === undefined && status < 400)) return undefined;
  return typeof code === "string" || typeof code === "number" ? String(code) : String(status);
}
