import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createEventCallback } from "./event-callback.ts";
import { type CallbackApp, type CallbackReceiverOptions, createCallbackReceiver } from "./receiver.ts";
import { signTimestamp } from "./robot-signature.ts";

const appSecret = "secret-of-acme";
const key = { token: "token-of-acme", encodingAesKey: `${"a".repeat(42)}E`, ownerKey: "dingacme" };
const marker = "words-of-a-person";

interface Setup {
  readonly app?: Partial<CallbackApp>;
  readonly options?: Partial<CallbackReceiverOptions>;
}

/** A receiver behind a real server, with one app `acme`. */
async function startReceiver({ app, options }: Setup = {}) {
  const messages: string[] = [];
  const events: string[] = [];
  const log: string[] = [];
  const answered: string[] = [];
  const line = (fields: object, message: string): void => void log.push(`${message} ${JSON.stringify(fields)}`);
  const acme: CallbackApp = {
    appSecret,
    events: createEventCallback(key),
    onRobotMessage: async (data) => void messages.push(data),
    onEvent: async (event) => void events.push(event),
    logFields: { tenantId: "acme" },
    ...app,
  };
  const receiver = createCallbackReceiver({
    find: (name) => (name === "acme" ? acme : undefined),
    logger: { debug: line, info: line, warn: line, error: line },
    onAnswered: ({ kind, status }) => void answered.push(`${kind} ${status}`),
    ...options,
  });
  const server = createServer((request, response) => void receiver.handle(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    receiver.close();
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, messages, events, log, answered };
}

const signed = (at = Date.now(), secret = appSecret) => ({
  timestamp: String(at),
  sign: signTimestamp(secret, at),
});

function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
}

function sendMessage(url: string, headers: Record<string, string> = signed(), name = "acme"): Promise<Response> {
  return post(`${url}/callback/${name}/robot`, JSON.stringify({ msgId: "m1", text: marker }), headers);
}

interface EventChanges {
  readonly query?: Record<string, string>;
  readonly by?: Partial<typeof key>;
  readonly at?: number;
  readonly name?: string;
  readonly change?: (encrypted: string) => string;
}

function sendEvent(url: string, text: string, { query, by, at, name = "acme", change }: EventChanges = {}) {
  const sender = createEventCallback({ ...key, ...by, now: () => at ?? Date.now() });
  const { msg_signature: signature, timeStamp: timestamp, nonce, encrypt } = sender.encrypt(text);
  const asked = new URLSearchParams({ signature, timestamp, nonce, ...query });
  const body = JSON.stringify({ encrypt: change?.(encrypt) ?? encrypt });
  return post(`${url}/callback/${name}/events?${asked.toString()}`, body);
}

async function decryptAnswer(response: Response): Promise<string> {
  const answer = (await response.json()) as {
    msg_signature: string;
    timeStamp: string;
    nonce: string;
    encrypt: string;
  };
  const query = { signature: answer.msg_signature, timestamp: answer.timeStamp, nonce: answer.nonce };
  return createEventCallback(key).decrypt(query, answer.encrypt);
}

describe("a robot message by HTTP", () => {
  it("I5 is answered after it was handled, and says that no reply comes this way", async () => {
    const stored = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const onRobotMessage = async (): Promise<void> => {
      reached.resolve();
      await stored.promise;
    };
    const { url, answered } = await startReceiver({ app: { onRobotMessage } });
    const sent = sendMessage(url);
    await reached.promise;
    expect(answered).toEqual([]);
    stored.resolve();
    const response = await sent;
    expect([response.status, await response.json()]).toEqual([200, { msgtype: "empty" }]);
    expect(answered).toEqual(["robot 200"]);
  });

  it("reaches its handler as it came", async () => {
    const { url, messages } = await startReceiver();
    await sendMessage(url);
    expect(messages).toEqual([JSON.stringify({ msgId: "m1", text: marker })]);
  });

  it("I5 is answered with 503 when it could not be stored, so that it comes again", async () => {
    const { url, log } = await startReceiver({
      app: { onRobotMessage: () => Promise.reject(new Error("Redis is away")) },
    });
    const response = await sendMessage(url);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(log.join()).toContain('callback not handled {"kind":"robot","tenantId":"acme"');
  });

  it("I5 is answered with 503 when storing takes too long", async () => {
    const app = { onRobotMessage: () => new Promise<void>(() => {}) };
    const { url } = await startReceiver({ app, options: { handlerTimeoutMs: 30 } });
    expect((await sendMessage(url)).status).toBe(503);
  });

  it.each<[string, Record<string, string>]>([
    ["no signature", {}],
    ["a signature by another secret", signed(Date.now(), "another")],
    ["a signature for another time", { ...signed(), timestamp: String(Date.now() - 5) }],
    ["a signature of more than an hour ago", signed(Date.now() - 3_601_000)],
    ["a signature of more than an hour ahead", signed(Date.now() + 3_601_000)],
  ])("is refused with %s, unread", async (_, headers) => {
    const { url, messages, log } = await startReceiver();
    expect((await sendMessage(url, headers)).status).toBe(401);
    expect(messages).toEqual([]);
    expect(log.join()).toContain("callback refused");
    expect(log.join()).not.toContain(marker);
  });

  it("is refused before its body has come", async () => {
    const { url } = await startReceiver();
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write("POST /callback/acme/robot HTTP/1.1\r\nhost: dt\r\ncontent-length: 100000\r\n\r\n{");
    const [data] = (await once(socket, "data")) as [Buffer];
    expect(data.toString()).toMatch(/^HTTP\/1.1 401 /);
    socket.destroy();
  });

  it("is refused in lines of its own, however often somebody tries made-up names", async () => {
    const { url, log } = await startReceiver();
    for (const name of ["one", "two", "acme", "three"]) await sendMessage(url, {}, name);
    expect(log.filter((line) => line.startsWith("callback refused"))).toHaveLength(2);
    expect(log.at(-1)).toContain('"tenantId":"acme"');
  });

  it("is refused for a tenant that does not exist, with the same answer", async () => {
    const { url, log } = await startReceiver();
    const [wrong, unknown] = await Promise.all([sendMessage(url, {}), sendMessage(url, signed(), "made-up-name")]);
    expect([unknown.status, await unknown.text()]).toEqual([wrong.status, await wrong.text()]);
    expect(log.join()).not.toContain("made-up-name");
  });
});

describe("an event by HTTP", () => {
  it("reaches its handler, and is answered with an encrypted success", async () => {
    const { url, events } = await startReceiver();
    const text = JSON.stringify({ EventType: "user_add_org", UserId: ["u1"] });
    const response = await sendEvent(url, text);
    expect(response.status).toBe(200);
    expect(await decryptAnswer(response)).toBe("success");
    expect(events).toEqual([text]);
  });

  it("is answered as done where nothing handles events", async () => {
    const { url } = await startReceiver({ app: { onEvent: undefined } as unknown as Partial<CallbackApp> });
    expect(await decryptAnswer(await sendEvent(url, '{"EventType":"user_add_org"}'))).toBe("success");
  });

  it("is answered without its handler when DingTalk only tries the address", async () => {
    const { url, events } = await startReceiver();
    expect(await decryptAnswer(await sendEvent(url, '{"EventType":"check_url"}'))).toBe("success");
    expect(events).toEqual([]);
  });

  it("is answered with 503 when its handler fails", async () => {
    const { url } = await startReceiver({ app: { onEvent: () => Promise.reject(new Error("no")) } });
    expect((await sendEvent(url, "{}")).status).toBe(503);
  });

  it("reads slashes that JSON wrote with a backslash", async () => {
    const { url } = await startReceiver();
    const sender = createEventCallback(key);
    const { msg_signature: signature, timeStamp: timestamp, nonce, encrypt } = sender.encrypt("x".repeat(2000));
    const body = `{"encrypt" : "${encrypt.replaceAll("/", "\\/")}"}`;
    const asked = new URLSearchParams({ msg_signature: signature, timestamp, nonce });
    expect(encrypt).toContain("/");
    expect((await post(`${url}/callback/acme/events?${asked.toString()}`, body)).status).toBe(200);
  });

  it.each<[string, EventChanges]>([
    ["another token", { by: { token: "another" } }],
    ["a changed nonce", { query: { nonce: "1" } }],
    ["a changed time", { query: { timestamp: String(Date.now() - 7) } }],
    ["a time of more than an hour ago", { at: Date.now() - 3_601_000 }],
    ["a body that was changed on its way", { change: (encrypted) => `A${encrypted.slice(1)}` }],
    ["no encrypted part", { change: () => "" }],
    ["another owner", { by: { ownerKey: "dingother" } }],
    ["a tenant that does not exist", { name: "nobody" }],
  ])("is refused with %s", async (_, changes) => {
    const { url, events, log } = await startReceiver();
    const response = await sendEvent(url, JSON.stringify({ EventType: marker }), changes);
    expect([response.status, await response.json()]).toEqual([
      401,
      { error: "the signature is missing, wrong or older than an hour" },
    ]);
    expect(events).toEqual([]);
    expect(log.join()).not.toContain(marker);
  });

  it("is refused where the tenant takes no events", async () => {
    const { url } = await startReceiver({ app: { events: undefined } as unknown as Partial<CallbackApp> });
    expect((await sendEvent(url, "{}")).status).toBe(401);
  });

  it("is refused when it was encrypted by another key, which the log tells the operator", async () => {
    const { url, log } = await startReceiver();
    expect((await sendEvent(url, "{}", { by: { encodingAesKey: `${"b".repeat(42)}E` } })).status).toBe(400);
    expect(log.join()).toContain("compare encodingAesKey");
  });
});

describe("any other request", () => {
  it.each([
    ["GET", "/", 404],
    ["POST", "/callback/acme", 404],
    ["POST", "/callback/acme/other", 404],
    ["POST", "/callback/acme/robot/more", 404],
    ["POST", "/callback/%2e%2e/robot", 404],
    ["POST", `/callback/${"a".repeat(65)}/robot`, 404],
    ["GET", "/callback/acme/robot", 405],
    ["PUT", "/callback/nobody/robot", 405],
    ["DELETE", "/callback/acme/events", 405],
  ])("%s %s is answered with %i", async (method, path, status) => {
    const { url } = await startReceiver();
    const response = await fetch(url + path, { method, headers: signed() });
    expect(response.status).toBe(status);
    expect(response.headers.get("allow")).toBe(status === 405 ? "POST" : null);
  });

  it.each(["robot", "events"])("with too large a body is refused: %s", async (place) => {
    const { url, messages } = await startReceiver({ options: { maxBodyBytes: 1000 } });
    const whole = await post(`${url}/callback/acme/${place}`, "x".repeat(1001), signed());
    expect(whole.status).toBe(413);
    const chunks = new Blob(["x".repeat(900), "x".repeat(900)]).stream();
    const init = { method: "POST", body: chunks, duplex: "half", headers: signed() } as const;
    expect((await fetch(`${url}/callback/acme/${place}`, init)).status).toBe(413);
    expect(messages).toEqual([]);
  });

  it("that breaks off harms nobody", async () => {
    const { url, answered } = await startReceiver();
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    const { timestamp, sign } = signed();
    const head = `POST /callback/acme/robot HTTP/1.1\r\nhost: dt\r\ntimestamp: ${timestamp}\r\nsign: ${sign}\r\n`;
    socket.write(`${head}content-length: 1000\r\n\r\n{`);
    await once(socket, "connect");
    socket.destroy();
    await expect.poll(() => answered).toEqual(["robot 400"]);
    expect((await sendMessage(url)).status).toBe(200);
  });
});
