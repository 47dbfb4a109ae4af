import { chinese, type DemoTexts, english } from "./demo-texts.ts";
import { describeImage } from "./images.ts";
import { imagesOf, type ModelAnswer, type ModelMessage, type ModelRequest, type ModelTool, textOf } from "./types.ts";

/** The scripted model: echoes, remembers what the history holds, writes long texts, calls `remember` and `forget`. */
export function answerAsDemo(request: ModelRequest): ModelAnswer {
  const { messages, tools = [] } = request;
  const last = messages.at(-1);
  const waiting = waitingMessages(messages);
  const texts = waiting.map((message) => textOf(message).trim()).filter((text) => text !== "");
  const newest = texts.at(-1) ?? "";
  const say = /[\u3400-\u9fff]/u.test(texts.join("") || textOf(last ?? { role: "user" })) ? chinese : english;
  if (last?.role === "tool") return { text: say.toolDone(textOf(last)) };
  const toolCall = wantedTool(newest, tools);
  if (toolCall) return { toolCalls: [toolCall] };
  const isFirst = !messages.some(({ role }) => role === "assistant");
  const text = reply(messages, waiting, texts, newest, say);
  return { text: isFirst ? say.introduction + text : text };
}

function reply(
  messages: readonly ModelMessage[],
  waiting: readonly ModelMessage[],
  texts: readonly string[],
  newest: string,
  say: DemoTexts,
): string {
  const images = waiting.flatMap(imagesOf);
  if (images.length > 0) return say.image(images.map((url) => imageText(url, say)).join(", "), images.length);
  if (/长文|\blong\b/i.test(newest)) return say.long;
  if (/我叫什么|我是谁|what(?:'s| is) my name|who am i/i.test(newest)) return say.name(findName(messages));
  if (/我.{0,6}说(?:了|过)(?:什么|哪些)|what did i say/i.test(newest)) return say.said(earlierTexts(messages, waiting));
  const name = nameIn(newest);
  return name === undefined ? say.understood(texts) : say.greeting(name);
}

/** What the user said since the last answer. */
function waitingMessages(messages: readonly ModelMessage[]): ModelMessage[] {
  const answered = messages.findLastIndex(({ role }) => role === "assistant" || role === "tool");
  return messages.slice(answered + 1).filter(({ role }) => role === "user");
}

function earlierTexts(messages: readonly ModelMessage[], waiting: readonly ModelMessage[]): string[] {
  const newest = waiting.at(-1);
  const earlier = messages.filter((message) => message.role === "user" && message !== newest);
  return earlier.map(textOf).filter((text) => text.trim() !== "");
}

/** The newest name in what the user said, else in what the system message knows. */
function findName(messages: readonly ModelMessage[]): string | undefined {
  const speakers = [messages.filter(({ role }) => role === "user"), messages.filter(({ role }) => role !== "user")];
  for (const group of speakers) {
    const names = group.map((message) => nameIn(textOf(message))).filter((name) => name !== undefined);
    if (names.length > 0) return names.at(-1);
  }
  return undefined;
}

function nameIn(text: string): string | undefined {
  const match = /我(?:的名字)?叫(?!什么)\s*([^\s，。,.!！?？、]{1,20})|my name is\s+([\p{L}'-]{1,30})/iu.exec(text);
  return match?.[1] ?? match?.[2];
}

const toolWishes = [
  { name: "remember", pattern: /^(?:请|帮我)*(?:记住|记一下)[，,:：\s]*(.+)|^(?:please )?remember (?:that )?(.+)/is },
  { name: "forget", pattern: /^(?:请|帮我)*(?:忘记|忘掉)[，,:：\s]*(.+)|^(?:please )?forget (.+)/is },
];

function wantedTool(text: string, tools: readonly ModelTool[]): { name: string; arguments: object } | undefined {
  for (const { name, pattern } of toolWishes) {
    const tool = tools.find((offered) => offered.function.name === name);
    const match = tool && pattern.exec(text);
    if (match) return { name, arguments: { [firstTextParameter(tool)]: (match[1] ?? match[2] ?? "").trim() } };
  }
  return undefined;
}

function firstTextParameter(tool: ModelTool): string {
  const properties = Object.entries(tool.function.parameters?.properties ?? {});
  return properties.find(([, { type }]) => type === "string")?.[0] ?? "text";
}

function imageText(url: string, say: DemoTexts): string {
  const { format, bytes, width, height } = describeImage(url);
  if (bytes === undefined) return say.imageUnknown;
  const size = width === undefined ? "" : `, ${width}×${height}`;
  return `${format}${size}, ${Math.ceil(bytes / 1024)} KB`;
}
