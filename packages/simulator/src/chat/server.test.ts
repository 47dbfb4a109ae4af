import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { defaultApp, defaultGroup, defaultWorld, person } from "../world/default-world.ts";
import type { ChatMessage, MessagePath } from "../world/types.ts";
import { World } from "../world/world.ts";
import type { Said } from "./send.ts";
import { type ChatServerOptions, createChatServer } from "./server.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly json: unknown;
}

/** A chat server on a port of its own, and what people said through it. */
async function startChat(options: Partial<ChatServerOptions> = {}) {
  const world = options.world ?? new World(defaultWorld());
  const said: Said[] = [];
  const pictures = new Map([["@lADPicture", { bytes: png, contentType: "text/html" }]]);
  const handle = createChatServer({
    world,
    say: (message) => {
      said.push(message);
      return { msgId: `msg${said.length}`, outcome: "sent" };
    },
    media: (mediaId) => pictures.get(mediaId),
    ...options,
  });
  const server = createServer((request, response) => {
    if (!handle(request, response)) response.writeHead(418).end("not for the chat page");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { world, said, port, ...client(port) };
}

function client(port: number) {
  /** The path goes out as it stands: no client-side clean-up of dots. */
  function send(method: string, path: string, headers: Record<string, string> = {}, body?: string | Buffer) {
    return new Promise<Answer>((resolve, reject) => {
      const request = httpRequest({ host: "127.0.0.1", port, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = response.headers["content-type"]?.startsWith("application/json");
          const json: unknown = isJson ? JSON.parse(text) : undefined;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, json });
        });
        response.on("error", reject);
      });
      request.on("error", reject);
      request.end(body);
    });
  }
  const get = (path: string, headers: Record<string, string> = {}) => send("GET", path, headers);
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    send("POST", "/chat/messages", { "content-type": "application/json", ...headers }, JSON.stringify(body));
  return { send, get, post, openEvents: (headers: Record<string, string> = {}) => openEvents(port, headers) };
}

interface ServerEvent {
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

/** Reads server-sent events one by one. */
function openEvents(port: number, headers: Record<string, string>) {
  const waiting: ((event: ServerEvent) => void)[] = [];
  const arrived: ServerEvent[] = [];
  let rest = "";
  const request = httpRequest({ host: "127.0.0.1", port, path: "/chat/events", headers }, (response) => {
    response.setEncoding("utf8");
    response.on("data", (text: string) => {
      const blocks = (rest + text).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) deliver(parseEvent(block));
    });
  });
  request.on("error", () => undefined);
  request.end();
  onTestFinished(() => void request.destroy());

  function deliver(event: ServerEvent): void {
    const waiter = waiting.shift();
    if (waiter) waiter(event);
    else arrived.push(event);
  }

  function next(): Promise<ServerEvent> {
    const event = arrived.shift();
    return event ? Promise.resolve(event) : new Promise((resolve) => waiting.push(resolve));
  }

  /** The next event of the name; those before it are dropped. */
  async function nextOf(name: string): Promise<ServerEvent> {
    const event = await next();
    return event.event === name ? event : nextOf(name);
  }
  return { next, nextOf, close: () => request.destroy() };
}

function parseEvent(block: string): ServerEvent {
  const fields = Object.fromEntries(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  return {
    event: fields["event"] ?? "",
    data: JSON.parse(fields["data"] ?? "null"),
    ...(fields["id"] !== undefined && { id: fields["id"] }),
  };
}

function privateChatId(world: World, userId = "zhangsan01"): string {
  return world.privateChat(userId, defaultApp.appKey).conversationId;
}

function makeMessage(world: World, fields: Partial<ChatMessage> = {}): ChatMessage {
  return {
    id: `message${world.messages(privateChatId(world)).length}`,
    conversationId: privateChatId(world),
    appKey: defaultApp.appKey,
    from: { kind: "person", userId: "zhangsan01" },
    type: "text",
    text: "hello",
    at: 1_700_000_000_000,
    ...fields,
  };
}

function makeRequest(world: World, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    appKey: defaultApp.appKey,
    userId: "zhangsan01",
    conversationId: privateChatId(world),
    text: "hello",
    ...fields,
  };
}

function refuseToSay(): never {
  throw new Error("The group was disbanded.");
}

async function pathOfServices(msgId: string): Promise<MessagePath> {
  const steps = [{ name: "stored" as const, at: 2_000 }];
  return { msgId, appKey: defaultApp.appKey, conversationId: "cid", userId: "zhangsan01", steps };
}

function errorOf(answer: Answer): { code: string; message: string } {
  return (answer.json as { error: { code: string; message: string } }).error;
}

describe("the files of the chat page", () => {
  it("serves the page with a policy that allows no script but its own files", async () => {
    const { get } = await startChat();
    const page = await get("/");
    expect(page.status).toBe(200);
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    const policy = String(page.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain("unsafe");
    expect(page.body).not.toMatch(/<script(?![^>]* src=)|\son\w+=|style="/);
  });

  it.each([
    ["/chat/page/main.js", "text/javascript; charset=utf-8"],
    ["/chat/page/view/message.js", "text/javascript; charset=utf-8"],
    ["/chat/page/vendor/marked.js", "text/javascript; charset=utf-8"],
    ["/chat/page/vendor/purify.js", "text/javascript; charset=utf-8"],
    ["/chat/page/style/base.css", "text/css; charset=utf-8"],
    ["/chat/page/icon.svg", "image/svg+xml"],
    ["/favicon.ico", "image/svg+xml"],
  ])("serves %s as %s", async (path, contentType) => {
    const { get } = await startChat();
    const file = await get(path);
    expect(file.status).toBe(200);
    expect(file.headers["content-type"]).toBe(contentType);
    expect(file.headers["x-content-type-options"]).toBe("nosniff");
    expect(file.body.length).toBe(Number(file.headers["content-length"]));
  });

  it.each([
    "/chat/page/../server.ts",
    "/chat/page/%2e%2e/server.ts",
    "/chat/page/..%2fserver.ts",
    "/chat/page/view/../../view.ts",
    "/chat/page//etc/passwd",
    "/chat/page/tsconfig.json",
    "/chat/page/types.d.ts",
    "/chat/page/vendor/marked.d.ts",
    "/chat/page/main.js%00.css",
    "/chat/page/nothing.js",
    "/chat/page/view",
    "/chat/page/",
    "/chat/",
    "/chat/%",
  ])("has nothing at %s", async (path) => {
    const { get } = await startChat();
    expect((await get(path)).status).toBe(404);
  });

  it("leaves every other address to the rest of the simulator", async () => {
    const { get } = await startChat();
    expect((await get("/control/record")).status).toBe(418);
    expect((await get("/chatter")).status).toBe(418);
  });

  it("answers HEAD without a body and refuses other methods", async () => {
    const { send } = await startChat();
    const head = await send("HEAD", "/");
    expect([head.status, head.body]).toEqual([200, ""]);
    expect((await send("DELETE", "/")).status).toBe(405);
    expect((await send("POST", "/chat/state")).status).toBe(405);
  });
});

describe("who may use the chat page", () => {
  it.each(["evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example", "192.168.1.5:8080"])(
    "refuses a request under the host name %s",
    async (host) => {
      const { get, post, world, said } = await startChat();
      const answer = await get("/chat/state", { host });
      expect([answer.status, errorOf(answer).code]).toEqual([403, "foreign-host"]);
      expect((await post(makeRequest(world), { host })).status).toBe(403);
      expect(said).toEqual([]);
    },
  );

  it.each(["localhost:1234", "127.0.0.1", "[::1]:99"])("accepts the host name %s", async (host) => {
    const { get } = await startChat();
    expect((await get("/chat/state", { host })).status).toBe(200);
  });

  it("refuses what another site sends, by origin and by what browsers say about the sender", async () => {
    const { post, get, world, said, port } = await startChat();
    const foreign = [
      await post(makeRequest(world), { origin: "https://evil.example" }),
      await post(makeRequest(world), { origin: `http://127.0.0.1:${port + 1}` }),
      await post(makeRequest(world), { origin: "null" }),
      await post(makeRequest(world), { "sec-fetch-site": "cross-site" }),
      await get("/chat/state", { "sec-fetch-site": "same-site" }),
      await post(makeRequest(world), { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }),
    ];
    expect(foreign.map((answer) => [answer.status, errorOf(answer).code])).toEqual(
      foreign.map(() => [403, "foreign-origin"]),
    );
    expect(said).toEqual([]);
  });

  it("accepts its own page, and people who follow a link to it", async () => {
    const { post, get, world, port } = await startChat();
    const own = { origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-origin" };
    expect((await post(makeRequest(world), own)).status).toBe(201);
    expect((await get("/", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" })).status).toBe(200);
  });
});

describe("POST /chat/messages", () => {
  it("lets a person say something, with a quote and a picture", async () => {
    const { post, world, said } = await startChat();
    const quoted = makeMessage(world);
    world.post(quoted);
    const picture = `data:image/jpeg;base64,${png.toString("base64")}`;
    const answer = await post(makeRequest(world, { text: " look ", quoteId: quoted.id, picture }));
    expect([answer.status, answer.json]).toEqual([201, { messageId: "msg1", outcome: "sent" }]);
    expect(said).toEqual([
      {
        appKey: defaultApp.appKey,
        userId: "zhangsan01",
        conversationId: privateChatId(world),
        text: "look",
        quote: quoted,
        // The bytes decide, not the claim.
        picture: { bytes: png, contentType: "image/png" },
      },
    ]);
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ["an unknown app", { appKey: "nobody" }, 404, "unknown-app"],
    ["an unknown person", { userId: "nobody" }, 404, "unknown-person"],
    ["an unknown conversation", { conversationId: "cidNone==" }, 404, "unknown-conversation"],
    ["an empty text", { text: " \n " }, 400, "empty-message"],
    ["a text that is too long", { text: "x".repeat(20_001) }, 400, "text-too-long"],
    ["a text that is no string", { text: 7 }, 400, "bad-field"],
    ["a missing text", { text: undefined }, 400, "bad-field"],
    ["a quote that is not there", { quoteId: "none" }, 404, "unknown-message"],
    ["a picture that is an address", { picture: "https://example.com/x.png" }, 400, "bad-picture"],
    ["a picture that is a web page", { picture: "data:image/png;base64,PGh0bWw+" }, 400, "bad-picture"],
  ])("refuses %s", async (_, fields, status, code) => {
    const { post, world, said } = await startChat();
    const answer = await post(makeRequest(world, fields));
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(errorOf(answer).message).toMatch(/^.{10,}\.$/);
    expect(said).toEqual([]);
  });

  it("refuses to speak in the private chat of somebody else, or quote from it", async () => {
    const { post, world, said } = await startChat();
    const foreign = privateChatId(world, "lisi02");
    world.post(makeMessage(world, { id: "foreign", conversationId: foreign }));
    const spoken = await post(makeRequest(world, { conversationId: foreign }));
    const quoted = await post(makeRequest(world, { quoteId: "foreign" }));
    expect([errorOf(spoken).code, errorOf(quoted).code]).toEqual(["unknown-conversation", "unknown-message"]);
    expect(said).toEqual([]);
  });

  it("refuses a robot that is not in the group", async () => {
    const world = new World(defaultWorld());
    world.addApp({ ...defaultApp, appKey: "other", robotCode: "other" });
    const { post } = await startChat({ world });
    const request = makeRequest(world, { appKey: "other", conversationId: defaultGroup.conversationId });
    expect(errorOf(await post(request)).code).toBe("unknown-app");
  });

  it("refuses what is not JSON, and forms of other pages", async () => {
    const { send } = await startChat();
    const broken = await send("POST", "/chat/messages", { "content-type": "application/json" }, "{");
    const form = await send("POST", "/chat/messages", { "content-type": "text/plain" }, "{}");
    const list = await send("POST", "/chat/messages", { "content-type": "application/json" }, "null");
    expect([broken.status, form.status, list.status]).toEqual([400, 415, 400]);
    expect((await send("GET", "/chat/messages")).status).toBe(405);
  });

  it("refuses a body of more than 12 MiB, announced or not", async () => {
    const { send, said } = await startChat();
    const large = Buffer.alloc(12 * 1024 * 1024 + 1, 0x20);
    const json = { "content-type": "application/json" };
    const chunked = await send("POST", "/chat/messages", { ...json, "transfer-encoding": "chunked" }, large);
    const announced = await send("POST", "/chat/messages", { ...json, "content-length": "999999999" });
    expect([chunked.status, announced.status]).toEqual([413, 413]);
    expect(said).toEqual([]);
  });

  it("passes on why the simulator could not take the message", async () => {
    const { post, world } = await startChat({ say: refuseToSay });
    const answer = await post(makeRequest(world));
    expect([answer.status, errorOf(answer).message]).toEqual([500, "The group was disbanded."]);
  });
});

describe("GET /chat/state and /chat/path", () => {
  it("tells robots with their connections, people, chats and messages", async () => {
    const { get, world } = await startChat();
    world.setConnectionCount(defaultApp.appKey, 2);
    world.post(makeMessage(world, { text: "first" }));
    const state = (await get("/chat/state")).json;
    expect(state).toMatchObject({
      robots: [{ appKey: defaultApp.appKey, name: "小助手", connections: 2 }],
      messages: [{ text: "first", format: "text", from: { kind: "person", userId: "zhangsan01" } }],
    });
    expect(state).toHaveProperty("chats", expect.arrayContaining([expect.objectContaining({ kind: "group" })]));
    expect(JSON.stringify(state)).not.toContain(defaultApp.appSecret);
  });

  it("tells the steps of a message, and 404 for one that has none", async () => {
    const { get, world } = await startChat();
    const msgId = "msg/a+b==";
    world.beginPath({ msgId, appKey: defaultApp.appKey, conversationId: privateChatId(world), userId: "zhangsan01" });
    world.addStep(msgId, "pushed", 1_000);
    const path = await get(`/chat/path/${encodeURIComponent(msgId)}`);
    expect(path.json).toEqual({ messageId: msgId, steps: [{ name: "pushed", at: 1_000 }] });
    expect((await get("/chat/path/none")).status).toBe(404);
  });
});

describe("GET /chat/path with a caller that knows more", () => {
  it("tells what the caller knows", async () => {
    const { get } = await startChat({ path: pathOfServices });
    const answer = await get("/chat/path/any");
    expect(answer.json).toEqual({ messageId: "any", steps: [{ name: "stored", at: 2_000 }] });
  });
});

describe("GET /media", () => {
  it("serves a picture as what its bytes are, unable to run anything", async () => {
    const { get } = await startChat();
    const picture = await get("/media/@lADPicture");
    expect(picture.status).toBe(200);
    expect(picture.headers["content-type"]).toBe("image/png");
    expect(picture.headers["content-security-policy"]).toContain("sandbox");
  });

  it("serves nothing else that robots upload", async () => {
    const page = {
      bytes: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
      contentType: "image/png",
    };
    const { get } = await startChat({ media: () => page });
    expect((await get("/media/any")).status).toBe(404);
  });
});

describe("GET /chat/events", () => {
  it("begins with the whole state and goes on with what happens", async () => {
    const { openEvents: open, world } = await startChat();
    const events = open();
    expect((await events.next()).event).toBe("state");
    const card = makeMessage(world, {
      id: "card1",
      from: { kind: "robot", appKey: defaultApp.appKey },
      type: "card",
      text: "",
      card: { outTrackId: "card1", status: "processing", params: {} },
    });
    world.post(card);
    world.change("card1", { text: "Hel" });
    const added = await events.nextOf("message");
    const changed = await events.nextOf("message-changed");
    expect(added.data).toMatchObject({ id: "card1", format: "markdown", text: "", cardStatus: "processing" });
    expect(changed.data).toMatchObject({ id: "card1", text: "Hel" });
  });

  it("gives a page that comes back only what it missed", async () => {
    const { openEvents: open, world } = await startChat();
    const first = open();
    await first.nextOf("state");
    world.post(makeMessage(world, { id: "seen" }));
    const { id } = await first.nextOf("message");
    first.close();
    world.post(makeMessage(world, { id: "missed" }));
    const again = open({ "last-event-id": id ?? "" });
    const next = await again.next();
    expect([next.event, next.data]).toMatchObject(["message", { id: "missed" }]);
  });

  it("gives the whole state to a page whose last event is of another run or too old", async () => {
    const { openEvents: open, world } = await startChat();
    const first = open();
    const { id } = await first.nextOf("state");
    expect((await open({ "last-event-id": "abcdef-3" }).next()).event).toBe("state");
    expect((await open({ "last-event-id": "nonsense" }).next()).event).toBe("state");
    for (let count = 0; count < 1_200; count += 1) world.post(makeMessage(world, { id: `m${count}` }));
    expect((await open({ "last-event-id": id ?? "" }).next()).event).toBe("state");
  });

  it("tells when bots connect and when people come", async () => {
    const { openEvents: open, world } = await startChat({ lookMs: 10 });
    const events = open();
    await events.nextOf("state");
    world.setConnectionCount(defaultApp.appKey, 1);
    expect((await events.nextOf("robots")).data).toMatchObject([{ connections: 1 }]);
    world.addPerson(person("new05", "新人"));
    const state = await events.nextOf("state");
    expect(JSON.stringify(state.data)).toContain("新人");
  });

  it("beats while nothing happens", async () => {
    const { openEvents: open } = await startChat({ heartbeatMs: 10 });
    const events = open();
    await events.nextOf("heartbeat");
    await events.nextOf("heartbeat");
    expect((await events.nextOf("heartbeat")).id).toBeUndefined();
  });

  it("shows the first people of a crowd and keeps the rest from the page", async () => {
    const crowd = Array.from({ length: 1_000 }, (_, index) => person(`user${index}`, `Person ${index}`));
    const world = new World({ ...defaultWorld(), people: crowd, groups: [] });
    const { openEvents: open } = await startChat({ world });
    const events = open();
    const state = await events.nextOf("state");
    expect(state.data).toHaveProperty("people.length", 200);
    world.post(makeMessage(world, { id: "hidden", conversationId: privateChatId(world, "user900") }));
    world.post(makeMessage(world, { id: "shown", conversationId: privateChatId(world, "user3") }));
    expect((await events.nextOf("message")).data).toMatchObject({ id: "shown" });
  });
});
