import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { createSimulator } from "../../simulator/simulator.ts";
import type { Simulator } from "../../simulator/types.ts";
import { defaultApp, defaultGroup } from "../../world/default-world.ts";
import type { ChatMessage } from "../../world/types.ts";
import type { World } from "../../world/world.ts";
import { type ChatHandler, createChatServer } from "../server.ts";

/** What the tests of the page share: a real browser, a simulator, a robot played by the test. */

const browserNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const launchArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws when there is no Chromium: these tests are never skipped. */
export function findChromium(path: string): string {
  const found = browserNames
    .flatMap((name) => path.split(delimiter).map((folder) => join(folder, name)))
    .find(isProgram);
  if (found === undefined) {
    throw new Error("The tests of the chat page need Chromium: install the package chromium or Google Chrome.");
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What the robot says, played by the test without any bot. */
export interface Robot {
  /** Says something in the private chat of the first person, or where the fields say. */
  says(text: string, fields?: Partial<ChatMessage>): void;
  /** Begins an AI card; the text of each later call replaces the one before. */
  card(fields?: Partial<ChatMessage>): {
    write(text: string): void;
    finish(text: string): void;
    fail(): void;
  };
}

export interface Stage {
  /** Address of the page. */
  readonly url: string;
  readonly simulator: Simulator;
  readonly world: World;
  readonly robot: Robot;
  /** Opens one more Stream connection of a bot; it hears everything and answers only as told. */
  connectBot(answer?: BotAnswer): Promise<WebSocket>;
  /** Conversation id of the private chat of the person with the robot. */
  privateChat(userId: string): string;
  /** The newest message of the person in that private chat. */
  lastOf(userId: string): ChatMessage;
}

/** What a bot does with the data of a push; returns whether it acknowledges. */
export type BotAnswer = (data: PushData) => boolean;

export interface PushData {
  readonly sessionWebhook: string;
  readonly text?: { readonly content: string };
}

/** A simulator for one test, with a bot that acknowledges nothing unless `bot` is false; both end with the test. */
export async function createStage({ bot = true }: { readonly bot?: boolean } = {}): Promise<Stage> {
  const simulator = await createSimulator({ chatPage: true });
  onTestFinished(() => simulator.close());
  const { world } = simulator;
  const privateChat = (userId: string) => world.privateChat(userId, defaultApp.appKey).conversationId;
  const connect = (answer: BotAnswer = () => false) => connectBot(simulator, answer);
  if (bot) await connect();
  return {
    url: simulator.url,
    simulator,
    world,
    robot: createRobot(simulator),
    connectBot: connect,
    privateChat,
    lastOf: (userId) => {
      const messages = world.messages(privateChat(userId));
      const last = messages.findLast(({ from }) => from.kind === "person" && from.userId === userId);
      if (!last) throw new Error(`${userId} has said nothing yet.`);
      return last;
    },
  };
}

async function connectBot({ apiUrl, world }: Simulator, answer: BotAnswer): Promise<WebSocket> {
  const { appKey, appSecret } = defaultApp;
  const before = world.connectionCount(appKey);
  const response = await fetch(`${apiUrl}/v1.0/gateway/connections/open`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({
      clientId: appKey,
      clientSecret: appSecret,
      subscriptions: [{ type: "CALLBACK", topic: "/v1.0/im/bot/messages/get" }],
    }),
  });
  const { endpoint, ticket } = (await response.json()) as { endpoint: string; ticket: string };
  const socket = new WebSocket(`${endpoint}?ticket=${encodeURIComponent(ticket)}`);
  socket.on("message", (bytes: Buffer) => {
    const frame = JSON.parse(bytes.toString()) as { type: string; headers: { messageId: string }; data: string };
    if (frame.type !== "CALLBACK" || !answer(JSON.parse(frame.data) as PushData)) return;
    const headers = { messageId: frame.headers.messageId, contentType: "application/json" };
    socket.send(JSON.stringify({ code: 200, headers, message: "OK", data: JSON.stringify({ response: null }) }));
  });
  await once(socket, "open");
  await expect.poll(() => world.connectionCount(appKey)).toBe(before + 1);
  return socket;
}

function createRobot({ world, clock }: Simulator): Robot {
  let count = 0;
  function post(fields: Partial<ChatMessage>): string {
    count += 1;
    const id = `robot${count}`;
    world.post({
      id,
      conversationId: world.privateChat("zhangsan01", defaultApp.appKey).conversationId,
      appKey: defaultApp.appKey,
      from: { kind: "robot", appKey: defaultApp.appKey },
      type: "markdown",
      text: "",
      at: clock.now(),
      ...fields,
    });
    return id;
  }
  return {
    says: (text, fields = {}) => void post({ text, ...fields }),
    card: (fields = {}) => {
      const id = post({ type: "card", card: { outTrackId: "card", status: "processing", params: {} }, ...fields });
      const show = (status: "inputting" | "finished" | "failed", text?: string) => {
        const card = { outTrackId: "card", status, params: {} };
        world.change(id, text === undefined ? { card } : { card, text });
      };
      return {
        write: (text) => show("inputting", text),
        finish: (text) => show("finished", text),
        fail: () => show("failed"),
      };
    },
  };
}

/** A server for the page that can go away and come back at its address while the simulator behind it lives on. */
export interface Front {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function createFront({ simulator, world }: Stage): Promise<Front> {
  const handle = createChatServer({
    world,
    say: (said) => simulator.say(said),
    media: (mediaId) => simulator.media.uploaded(mediaId),
  });
  let server = await listen(handle, 0);
  const { port } = server.address() as AddressInfo;
  const stop = () => close(server);
  onTestFinished(stop);
  return {
    url: `http://127.0.0.1:${port}`,
    stop,
    start: async () => {
      server = await listen(handle, port);
    },
  };
}

function listen(handle: ChatHandler, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    if (!handle(request, response)) response.writeHead(404).end();
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Types a text into the message box, sends it with Enter and waits until it stands in the chat. */
export async function send(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox").fill(text);
  await page.getByRole("textbox").press("Enter");
  await page.locator(".message[data-own]", { hasText: text }).last().waitFor();
}

export const groupChat = defaultGroup.conversationId;

export interface OpenOptions extends BrowserContextOptions {
  /** Who is chosen and which chat is open; by default what the page itself chooses. */
  readonly as?: string;
  readonly chat?: string;
  /** Errors in the console that are no failure. */
  readonly tolerate?: RegExp;
}

export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 640 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** Where the page is: a stage, or a front of one. */
export interface Site {
  readonly url: string;
}

/**
 * A browser for all tests of a file, found in one of the folders of `path`. Every page opened is watched: a script error, a refused resource or a request to
 * anywhere but the stage fails the test.
 */
export function useBrowser(path = ""): { open(site: Site, options?: OpenOptions): Promise<Page> } {
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium(path), args: launchArguments });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    const seen = complaints;
    contexts = [];
    complaints = [];
    expect(seen).toEqual([]);
  });

  function watch(page: Page, site: Site, tolerate: RegExp): void {
    page.on("pageerror", (error) => complaints.push(`${error}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !tolerate.test(message.text())) complaints.push(message.text());
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(site.url) && !/^(?:data|blob):/.test(url)) complaints.push(`request to ${url}`);
    });
  }

  async function open(site: Site, { as, chat, tolerate = /^$/, ...options }: OpenOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
    contexts.push(context);
    const page = await context.newPage();
    watch(page, site, tolerate);
    const query = new URLSearchParams({ ...(as !== undefined && { as }), ...(chat !== undefined && { chat }) });
    await page.goto(`${site.url}/?${query.toString()}`);
    await page.locator(".chat-item").first().waitFor({ state: "attached" });
    return page;
  }
  return { open };
}
