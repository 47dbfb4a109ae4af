/** Produces the answer of a turn: by a command, by a refusal, or by the model. */
import type { RobotMessage } from "@dt/api";
import { fitContext, generate, type Model, type Tool, truncationMark, type Usage } from "@dt/llm";
import type { Tenant } from "@dt/runtime";
import { type Commit, type HistoryEntry, type Turn, type UsageReport, usageDay } from "@dt/session";
import { languageOf, type Texts, texts } from "../texts.ts";
import { nextDay } from "../token-budget.ts";
import { type Command, isAdmin, type Plan } from "./plan.ts";
import { buildPrompt, readableText } from "./prompt.ts";
import type { Remembering } from "./remembering.ts";
import { memoryTools } from "./tools.ts";

export interface Answer {
  readonly text: string;
  readonly outcome: "answered" | "refused";
  readonly history: readonly HistoryEntry[];
  readonly conversation: NonNullable<Commit["conversation"]>;
}

export interface AnswerContext {
  readonly tenant: Tenant;
  /** The tenant's model, then its fallbacks. */
  readonly models: readonly Model[];
  readonly remembering: Remembering;
  /** What the model may do for the person, beside remembering. */
  readonly tools: (turn: Turn<RobotMessage>) => readonly Tool[];
  /** The tenant's usage from one day to another. */
  readonly readUsage: (tenantId: string, days: { from: string; to: string }) => Promise<UsageReport>;
  readonly idleHours: number;
  readonly pictures: (turn: Turn<RobotMessage>, count: number, signal: AbortSignal) => Promise<readonly string[]>;
  readonly signal: AbortSignal;
  /** Called with the whole text so far while the model speaks. */
  readonly onText: (text: string) => void;
  /** Called with what each reply of a model cost. */
  readonly onUsage: (usage: Usage) => void;
}

/** The sentences in the language that the person last used; a command has none. */
export function textsFor(turn: Turn<RobotMessage>): Texts {
  const said = turn.messages.map(({ content }) => content.text).filter((text) => !text.trim().startsWith("/"));
  const before = turn.history.findLast(({ role }) => role === "user")?.content;
  return texts[languageOf(said[0] ?? before ?? "")];
}

export async function answer(turn: Turn<RobotMessage>, plan: Plan, context: AnswerContext): Promise<Answer> {
  const words = textsFor(turn);
  switch (plan.kind) {
    case "stop":
      return say(words.stopped, plan.count > 1 ? "refused" : "answered");
    case "refuse":
      return say(plan.reason === "tokensUsedUp" ? words.tokensUsedUp(nextDay()) : words[plan.reason], "refused");
    case "command":
      return await runCommand(turn, plan.command, context);
    case "model":
      return await askModel(turn, plan.count, context);
  }
}

function say(text: string, outcome: Answer["outcome"] = "answered"): Answer {
  return { text, outcome, history: [], conversation: "same" };
}

async function runCommand(
  turn: Turn<RobotMessage>,
  command: Command | "unknown",
  { tenant, remembering, readUsage }: AnswerContext,
): Promise<Answer> {
  const words = textsFor(turn);
  const sender = turn.messages[0]?.content.sender;
  const mayAdministrate = sender !== undefined && isAdmin(sender, tenant.access);
  switch (command) {
    case "/new":
      return { ...say(words.newConversation), conversation: "new" };
    case "/restore":
      return await restore(turn, remembering);
    case "/stop":
      return say(words.stopped);
    case "/memory":
      return say(words.remembered(await remembering.facts(turn)));
    case "/forget":
      await remembering.forgetAll(turn);
      return say(words.forgotten);
    case "/help":
      return say(mayAdministrate ? `${words.help}\n${words.helpForAdmins}` : words.help);
    case "/usage":
      return mayAdministrate ? say(await describeUsage(tenant.id, words, readUsage)) : say(words.adminsOnly, "refused");
    case "unknown":
      return say(words.unknownCommand(turn.messages[0]?.content.text.trim() ?? ""));
  }
}

async function describeUsage(tenantId: string, words: Texts, readUsage: AnswerContext["readUsage"]): Promise<string> {
  const to = usageDay();
  const { days, months } = await readUsage(tenantId, { from: `${to.slice(0, 7)}-01`, to });
  const [today, month] = [days.at(-1), months.at(-1)];
  if (today === undefined || month === undefined) throw new RangeError(`no usage was read up to ${to}`);
  return words.usage(today, month);
}

async function restore(turn: Turn<RobotMessage>, remembering: Remembering): Promise<Answer> {
  const words = textsFor(turn);
  const ended = await remembering.endedConversation(turn);
  if (ended.length === 0) return say(words.nothingToRestore);
  return { ...say(words.restored(ended.length)), conversation: "restored" };
}

async function askModel(turn: Turn<RobotMessage>, count: number, context: AnswerContext): Promise<Answer> {
  const { tenant, models, remembering, signal, onText, onUsage, idleHours } = context;
  const messages = turn.messages.slice(0, count);
  const words = textsFor(turn);
  const before = turn.conversationEnded ? `${words.conversationEnded(idleHours)}\n\n` : "";
  const pictures = tenant.model.images ? await context.pictures(turn, count, signal) : [];
  const prompt = buildPrompt({
    tenant,
    messages,
    pictures,
    history: turn.history,
    memory: turn.memory,
    now: Date.now(),
  });
  const { text, truncated } = await generate({
    models,
    messages: fitContext(prompt, { maxTokens: tenant.model.maxContextTokens }),
    tools: [...memoryTools(remembering, turn), ...context.tools(turn)],
    signal,
    onText: (soFar) => onText(before + soFar),
    onUsage,
  });
  const whole = truncated ? `${text.slice(0, -truncationMark.length)}\n\n${words.cut}` : text;
  return {
    text: before + whole,
    outcome: "answered",
    conversation: "same",
    history: [
      ...messages.map((message) => ({ role: "user" as const, content: readableText(message), at: message.storedAt })),
      { role: "assistant", content: whole, at: Date.now() },
    ],
  };
}
