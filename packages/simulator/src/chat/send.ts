import type { IncomingMessage } from "node:http";
import type { ChatMessage } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { type ChatPicture, pictureType } from "./picture.ts";
import { ChatRefusal } from "./reply.ts";
import type { SendRequest } from "./types.ts";

/** What a person says, checked: the world has all that it names. */
export interface Said {
  readonly appKey: string;
  readonly userId: string;
  readonly conversationId: string;
  /** Empty for a bare picture. */
  readonly text: string;
  readonly quote?: ChatMessage;
  readonly picture?: ChatPicture;
}

const longestText = 20_000;
const largestBody = 12 * 1024 * 1024;

/**
 * Reads the body of `POST /chat/messages` and checks it against the world.
 * @throws {ChatRefusal} 4xx, with a sentence that says what to send instead
 */
export async function readSaid(request: IncomingMessage, world: World): Promise<Said> {
  const body = toSendRequest(await readJson(request));
  checkSpeaker(body, world);
  const text = body.text.trim();
  if (text === "" && body.picture === undefined) {
    throw new ChatRefusal(400, "empty-message", "A message needs a text or a picture.");
  }
  if (text.length > longestText) {
    throw new ChatRefusal(400, "text-too-long", `A message has at most ${longestText} characters, not ${text.length}.`);
  }
  const { appKey, userId, conversationId } = body;
  return {
    appKey,
    userId,
    conversationId,
    text,
    ...(body.quoteId !== undefined && { quote: quoted(body.quoteId, conversationId, world) }),
    ...(body.picture !== undefined && { picture: readPicture(body.picture) }),
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    throw new ChatRefusal(415, "not-json", "Send the message as application/json.");
  }
  const bytes = await readBody(request);
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new ChatRefusal(400, "not-json", "The body is not valid JSON.");
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = new ChatRefusal(413, "too-large", `A message has at most ${largestBody / 1024 / 1024} MiB.`);
  if (Number(request.headers["content-length"] ?? 0) > largestBody) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toSendRequest(body: unknown): SendRequest {
  if (typeof body !== "object" || body === null) {
    throw new ChatRefusal(400, "bad-field", "The body must be a JSON object.");
  }
  const { appKey, userId, conversationId, text, quoteId, picture } = body as Record<string, unknown>;
  const optional = (name: string, value: unknown) => (value === undefined ? {} : { [name]: asString(name, value) });
  return {
    appKey: asString("appKey", appKey),
    userId: asString("userId", userId),
    conversationId: asString("conversationId", conversationId),
    text: asString("text", text),
    ...optional("quoteId", quoteId),
    ...optional("picture", picture),
  };
}

function asString(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new ChatRefusal(400, "bad-field", `"${name}" must be a string.`);
}

function checkSpeaker({ appKey, userId, conversationId }: SendRequest, world: World): void {
  if (!world.app(appKey)) throw new ChatRefusal(404, "unknown-app", "No app has this appKey.");
  if (!world.person(userId)) throw new ChatRefusal(404, "unknown-person", "Nobody has this userId.");
  const conversation = world.conversationsOf(userId).find((known) => known.conversationId === conversationId);
  if (!conversation) {
    throw new ChatRefusal(404, "unknown-conversation", "This person is in no conversation of this id.");
  }
  const robots = conversation.kind === "group" ? conversation.robots : [conversation.appKey];
  if (!robots.includes(appKey)) {
    throw new ChatRefusal(404, "unknown-app", "The robot of this app is not in the conversation.");
  }
}

function quoted(quoteId: string, conversationId: string, world: World): ChatMessage {
  const message = world.message(quoteId);
  if (message?.conversationId !== conversationId) {
    throw new ChatRefusal(404, "unknown-message", "The quoted message is not in this conversation.");
  }
  return message;
}

/** The type is that of the bytes, not the one the sender claims. */
function readPicture(url: string): ChatPicture {
  const comma = url.indexOf(",");
  const isDataUrl = url.startsWith("data:image/") && url.slice(0, comma).endsWith(";base64");
  const bytes = Buffer.from(isDataUrl ? url.slice(comma + 1) : "", "base64");
  const contentType = pictureType(bytes);
  if (contentType === undefined) {
    throw new ChatRefusal(
      400,
      "bad-picture",
      '"picture" must be a base64 data URL of a PNG, JPEG, GIF or WebP picture.',
    );
  }
  return { bytes, contentType };
}
