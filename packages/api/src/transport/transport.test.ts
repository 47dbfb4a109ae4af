import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createLocalClient, startLocalDingTalk } from "../../test/local-dingtalk.ts";
import { useProxyThatAnswers } from "../../test/refusing-proxy.ts";
import type { CallOptions, ClientOptions } from "../client/client-options.ts";

const group = { openConversationId: "cid", message: { kind: "text", text: "hi" } } as const;

/** A server that accepts connections and never says anything. */
async function startSilentServer(): Promise<string> {
  const listening = Promise.withResolvers<void>();
  const server = createServer(() => {}).listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address where nothing listens any more. */
async function closedAddress(): Promise<string> {
  const listening = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const server = createServer().listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const { port } = server.address() as AddressInfo;
  server.close(() => closed.resolve());
  await closed.promise;
  return `http://127.0.0.1:${port}`;
}

describe.each<[string, Partial<ClientOptions>]>([
  ["Node's HTTP client", {}],
  ["an injected fetch", { fetch: (url, init) => fetch(url, init) }],
])("over %s", (_, options) => {
  it("an answer comes back with its characters whole", async () => {
    const server = await startLocalDingTalk(() => ({ body: { list: ["张三".repeat(20_000)] } }));
    const answer = await createLocalClient(server, options).call("searchUsers", {
      queryWord: "张",
      offset: 0,
      size: 1,
    });
    expect(answer.list).toEqual(["张三".repeat(20_000)]);
    expect(server.received[0]?.body).toMatchObject({ queryWord: "张" });
  });

  it("O18: a refused connection means not sent", async () => {
    const server = await startLocalDingTalk(() => ({ body: {} }));
    const oapiUrl = await closedAddress();
    const client = createLocalClient(server, { ...options, oapiUrl, maxAttempts: 1 });
    const send = client.robot.replySession(`${oapiUrl}/r?session=s`, group.message);
    await expect(send).rejects.toMatchObject({ code: "network", outcome: "not_sent" });
  });

  it("O4: a connection that breaks before the answer, or inside it, leaves the outcome open", async () => {
    const replies = ["reset", { body: "{", headers: { "content-length": "100" } }] as const;
    const server = await startLocalDingTalk((__, index) => replies[index] ?? "reset");
    const client = createLocalClient(server, options);
    await expect(client.robot.sendToGroup(group)).rejects.toMatchObject({ code: "network", outcome: "unknown" });
    await expect(client.robot.sendToGroup(group, { timeoutMs: 300 })).rejects.toMatchObject({ outcome: "unknown" });
  });

  it("O4: the end of the time limit leaves the outcome open", async () => {
    const server = await startLocalDingTalk(() => "hang");
    const send = createLocalClient(server, options).robot.sendToGroup(group, { timeoutMs: 60 });
    await expect(send).rejects.toMatchObject({ code: "timeout", outcome: "unknown" });
  });

  it("a redirect is not followed", async () => {
    const server = await startLocalDingTalk(() => ({
      status: 302,
      body: "",
      headers: { location: "http://127.0.0.1:1/" },
    }));
    const send = createLocalClient(server, options).robot.sendToGroup(group);
    await expect(send).rejects.toMatchObject({ code: "unavailable", httpStatus: 302 });
    expect(server.received).toHaveLength(1);
  });
});

it("O18: a time limit that ends before the connection stands means not sent", async () => {
  const silent = await startSilentServer();
  const server = await startLocalDingTalk(() => ({ body: {} }));
  const client = createLocalClient(server, { oapiUrl: `https://${silent}`, maxAttempts: 1 });
  const send = client.robot.replySession(`https://${silent}/r?session=s`, group.message, { timeoutMs: 80 });
  await expect(send).rejects.toMatchObject({ code: "timeout", outcome: "not_sent" });
});

/** Replies to a host that is reached through Node's global agent for TLS. */
async function replyByTls(options: CallOptions = {}): Promise<void> {
  const server = await startLocalDingTalk(() => ({ body: {} }));
  const oapiUrl = "https://oapi.dingtalk.test";
  const client = createLocalClient(server, { oapiUrl, maxAttempts: 1 });
  await client.robot.replySession(`${oapiUrl}/r?session=s`, group.message, options);
}

it("O18: a proxy that refuses means not sent, and what it did is said", async () => {
  const host = await useProxyThatAnswers(407);
  const error = await replyByTls().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "network", outcome: "not_sent" });
  expect(String(error)).toContain(`via http://${host}/: HTTP/1.1 407`);
  expect(String(error)).not.toContain("hunter2");
});

it("O18: the time limit and the caller's signal end a call whose tunnel leads to a host that says nothing", async () => {
  await useProxyThatAnswers("hang");
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  await expect(replyByTls({ timeoutMs: 40 })).rejects.toMatchObject({ code: "timeout", outcome: "not_sent" });
  await expect(replyByTls({ signal: stop.signal })).rejects.toMatchObject({ code: "aborted" });
});
