/** Puts a conversation into the words of a model. */
import type { Message as ModelMessage } from "@dt/llm";
import type { Tenant } from "@dt/runtime";
import type { HistoryEntry } from "@dt/session";
import type { Message } from "./plan.ts";

export interface PromptOptions {
  readonly tenant: Tenant;
  readonly history: readonly HistoryEntry[];
  readonly memory: readonly string[];
  readonly messages: readonly Message[];
  /** Data URLs of the pictures in the messages. */
  readonly pictures: readonly string[];
  /** ms since the epoch */
  readonly now: number;
}

export function buildPrompt({ tenant, history, memory, messages, pictures, now }: PromptOptions): ModelMessage[] {
  const question = messages.map(readableText).join("\n\n");
  const images = pictures.map((url) => ({ type: "image" as const, url }));
  return [
    { role: "system", content: systemPrompt(tenant, memory, messages.at(-1), now) },
    ...history.map(({ role, content }) => ({ role, content })),
    { role: "user", content: images.length === 0 ? question : [{ type: "text", text: question }, ...images] },
  ];
}

function systemPrompt(tenant: Tenant, memory: readonly string[], message: Message | undefined, now: number): string {
  const { sender, conversation } = message?.content ?? {};
  const place = conversation?.type === "group" ? `the group "${conversation.title ?? ""}"` : "a private chat";
  const lines = [
    tenant.model.systemPrompt,
    `You talk to ${sender?.nick ?? "a person"} in ${place} of DingTalk. It is ${new Date(now).toISOString()}.`,
  ];
  if (memory.length > 0) lines.push("What this person asked you to remember:", ...memory.map((fact) => `- ${fact}`));
  return lines.join("\n");
}

/** A message as the model and the history see it, with what it quotes in front. */
export function readableText({ content }: Message): string {
  const { text, quote } = content;
  if (quote === undefined) return text;
  const quoted = quote.text.split("\n").map((line) => `> ${line}`);
  return [...quoted, "", text].join("\n");
}
