import type { IncomingMessage, ServerResponse } from "node:http";
import type { MessagePath } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { createEventFeed, type EventFeed } from "./events.ts";
import { sendFile } from "./files.ts";
import { guard } from "./guard.ts";
import { type ChatPicture, pictureType } from "./picture.ts";
import { ChatRefusal, safetyHeaders, sendJson, sendRefusal } from "./reply.ts";
import { readSaid, type Said } from "./send.ts";
import type { SendReceipt } from "./types.ts";
import { type ChatView, createChatView, toPageMessage, toPagePath } from "./view.ts";

export interface ChatServerOptions {
  readonly world: World;
  /**
   * Lets a person say something: posts it to the world and pushes it to the bot. What it throws is shown. The outcome
   * `no-connection` or `queued` is shown with the message; any other means that it is on its way.
   */
  readonly say: (said: Said) => { readonly msgId: string; readonly outcome: string };
  /** A file that somebody sent or uploaded, by its media id; served under `/media/` when it is a picture. */
  readonly media: (mediaId: string) => ChatPicture | undefined;
  /**
   * The path of a message, for callers that know more than the world, such as what the services noted. Default:
   * {@link World.path}.
   */
  readonly path?: (msgId: string) => Promise<MessagePath | undefined>;
  /** Milliseconds between looks for new people, groups and robots while a page is open. Default 500. */
  readonly lookMs?: number;
  /** Milliseconds between heartbeats to open pages. Default 4 000. */
  readonly heartbeatMs?: number;
}

/** Serves a request and returns true, or returns false when it is not for the chat page. */
export type ChatHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

interface Chat {
  readonly options: ChatServerOptions;
  readonly view: ChatView;
  readonly feed: EventFeed;
}

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/**
 * The chat page and what it talks to: `GET /`, its files under `/chat/page/`, `GET /chat/state`, `GET /chat/events`
 * (server-sent events), `POST /chat/messages`, `GET /chat/path/:msgId` and pictures under `/media/`. Refusals are JSON:
 * `{ error: { code, message } }`.
 */
export function createChatServer(options: ChatServerOptions): ChatHandler {
  const view = createChatView(options.world);
  const feed = createEventFeed({
    state: () => view.state(),
    ...(options.heartbeatMs !== undefined && { heartbeatMs: options.heartbeatMs }),
  });
  const chat = { options, view, feed };
  publishWorld(chat);
  const look = createLook(chat);

  return (request, response) => {
    const url = URL.parse(request.url ?? "/", "http://localhost");
    if (!url || !isOurs(url.pathname)) return false;
    serve(chat, { request, response, url }, look).catch((error: unknown) => fail(response, error));
    return true;
  };
}

function isOurs(path: string): boolean {
  return path === "/" || path === "/favicon.ico" || path.startsWith("/chat/") || path.startsWith("/media/");
}

async function serve(chat: Chat, visit: Visit, look: () => void): Promise<void> {
  const { request, response, url } = visit;
  guard(request);
  if (url.pathname === "/chat/messages") return say(chat, visit);
  if (request.method !== "GET" && (request.method !== "HEAD" || url.pathname === "/chat/events")) {
    throw new ChatRefusal(405, "bad-method", `${url.pathname} can only be read.`);
  }
  switch (url.pathname) {
    case "/chat/state":
      return sendJson(response, 200, chat.view.state());
    case "/chat/events":
      look();
      return chat.feed.open(response, lastEventId(visit));
    default:
      if (url.pathname.startsWith("/chat/path/")) return sendPath(chat, visit);
      if (url.pathname.startsWith("/media/")) return sendPicture(chat, visit);
      return sendPageFile(visit);
  }
}

/** A browser that reconnects by itself sends the header; the page, when it does so, a parameter. */
function lastEventId({ request, url }: Visit): string | undefined {
  const header = request.headers["last-event-id"];
  return (Array.isArray(header) ? header[0] : header) ?? url.searchParams.get("after") ?? undefined;
}

async function say({ options }: Chat, { request, response }: Visit): Promise<void> {
  if (request.method !== "POST") throw new ChatRefusal(405, "bad-method", "Send messages with POST.");
  const said = await readSaid(request, options.world);
  const { msgId, outcome } = options.say(said);
  const receipt: SendReceipt = { messageId: msgId, outcome };
  sendJson(response, 201, receipt);
}

async function sendPath({ options }: Chat, { response, url }: Visit): Promise<void> {
  const msgId = decode(url.pathname.slice("/chat/path/".length));
  const path = options.path ? await options.path(msgId) : options.world.path(msgId);
  if (!path) throw new ChatRefusal(404, "unknown-path", "No path is recorded for this message.");
  sendJson(response, 200, toPagePath(path));
}

function sendPicture({ options }: Chat, { request, response, url }: Visit): void {
  const file = options.media(decode(url.pathname.slice("/media/".length)));
  const contentType = file && pictureType(file.bytes);
  if (!file || !contentType) throw new ChatRefusal(404, "not-found", "There is no such picture.");
  response.writeHead(200, {
    ...safetyHeaders,
    "content-type": contentType,
    "content-length": file.bytes.length,
    "content-security-policy": "sandbox; default-src 'none'",
    "cache-control": "private, max-age=86400, immutable",
  });
  response.end(request.method === "GET" ? file.bytes : undefined);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ChatRefusal(400, "bad-address", "The address is not well-formed.");
  }
}

function sendPageFile({ request, response, url }: Visit): Promise<void> {
  const names: Readonly<Record<string, string>> = { "/": "index.html", "/favicon.ico": "icon.svg" };
  const name = names[url.pathname] ?? url.pathname.replace(/^\/chat\/page\//, "");
  return sendFile(response, name, request.method === "GET");
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
  } else if (error instanceof ChatRefusal) {
    sendRefusal(response, error);
  } else {
    sendRefusal(response, new ChatRefusal(500, "failed", error instanceof Error ? error.message : String(error)));
  }
}

function publishWorld({ options: { world }, view, feed }: Chat): void {
  for (const name of ["message", "message-changed"] as const) {
    world.on(name, (message) => {
      if (view.shows(message.conversationId)) feed.publish(name, toPageMessage(message, world));
    });
  }
  world.on("connections", () => feed.publish("robots", view.robots()));
  world.on("path", (path) => {
    if (view.shows(path.conversationId)) feed.publish("path", toPagePath(path));
  });
}

/**
 * Watches, while a page is open, what the world does not announce: people, groups and robots that come or change.
 * Returns the function that looks at once and goes on watching.
 */
function createLook({ view, feed, options: { lookMs = 500 } }: Chat): () => void {
  let outline = "";
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    const next = view.outline();
    if (next !== outline) feed.publish("state", view.state());
    outline = next;
  }

  function lookAgain(): void {
    if (feed.pages > 0) return look();
    clearInterval(timer);
    timer = undefined;
  }

  return () => {
    look();
    timer ??= setInterval(lookAgain, lookMs).unref();
  };
}
