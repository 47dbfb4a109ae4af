import type { Message } from "../message.ts";
import { cutMiddle } from "./cut-middle.ts";
import { estimateMessageTokens, estimateTokens } from "./estimate-tokens.ts";

export interface FitOptions {
  /** For all messages together, as `estimateTokens` counts. Leave room for tools and the answer. */
  maxTokens: number;
}

/** Messages that stay or go together: a tool call without its result is refused by providers, and so is the reverse. */
type Group = readonly Message[];

/** What the mark in a text that was cut costs. */
const markTokens = 16;

/**
 * The part of a conversation that fits: system messages always, then the newest messages, as many as there is room
 * for, with tool calls and their results kept together. A single message that takes more than half of the room is
 * cut in its middle with a mark, and so is the newest one when it alone is too long. The rest is left out, oldest
 * first. What is left never begins with an answer whose question is gone.
 */
export function fitContext(messages: readonly Message[], { maxTokens }: FitOptions): Message[] {
  if (countTokens(messages) <= maxTokens) return [...messages];
  const instructions = messages.filter((message) => message.role === "system");
  // Instructions may not crowd out the conversation.
  const system = cutGroup(instructions, Math.floor(maxTokens / 2));
  const room = maxTokens - countTokens(system);
  const groups = groupMessages(messages.filter((message) => message.role !== "system"));
  return [...system, ...newestThatFit(groups, room).flat()];
}

function newestThatFit(groups: readonly Group[], room: number): Group[] {
  const kept: Group[] = [];
  let left = room;
  for (const group of groups.toReversed()) {
    const isNewest = kept.length === 0;
    const fitting = cutGroup(group, isNewest ? room : Math.floor(room / 2));
    const tokens = countTokens(fitting);
    if (tokens > left && !isNewest) break;
    kept.unshift(fitting);
    left -= tokens;
  }
  return fromFirstQuestion(kept);
}

/** Without the answers at the beginning whose question was left out, unless there is nothing else. */
function fromFirstQuestion(groups: Group[]): Group[] {
  const first = groups.findIndex((group) => group[0]?.role === "user");
  return first < 0 ? groups.slice(-1) : groups.slice(first);
}

function groupMessages(messages: readonly Message[]): Group[] {
  const groups: Message[][] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.role === "tool" && last !== undefined) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

/** Cuts the longest texts of a group, all to one length, until the group fits. */
function cutGroup(group: Group, maxTokens: number): Group {
  if (countTokens(group) <= maxTokens) return group;
  const texts = group.map((message) => estimateTokens(textOf(message)));
  const fixed = countTokens(group) - texts.reduce((sum, tokens) => sum + tokens, 0);
  const limit = commonLimit(texts, Math.max(0, maxTokens - fixed - markTokens * group.length));
  return group.map((message) => cutMessage(message, limit));
}

/** The length to which texts have to be cut so that they fit together; short ones leave their rest to long ones. */
function commonLimit(texts: readonly number[], room: number): number {
  let left = room;
  let limit = 0;
  for (const [index, tokens] of texts.toSorted((a, b) => a - b).entries()) {
    limit = Math.floor(left / (texts.length - index));
    if (tokens > limit) return limit;
    left -= tokens;
  }
  return limit;
}

function cutMessage(message: Message, maxTokens: number): Message {
  if (message.role !== "user" || typeof message.content === "string") {
    return { ...message, content: cutText(textOf(message), maxTokens) };
  }
  const share = Math.floor(maxTokens / message.content.filter((part) => part.type === "text").length);
  const parts = message.content.map((part) =>
    part.type === "text" ? { ...part, text: cutText(part.text, share) } : part,
  );
  return { ...message, content: parts };
}

function cutText(text: string, maxTokens: number): string {
  const tokens = estimateTokens(text);
  return tokens <= maxTokens ? text : cutMiddle(text, Math.floor((text.length * maxTokens) / tokens));
}

function textOf({ content }: Message): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

function countTokens(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + estimateMessageTokens(message), 0);
}
