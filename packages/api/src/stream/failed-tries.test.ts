import http, { Agent } from "node:http";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { type LocalGateway, type OpenReply, startLocalGateway } from "../../test/local-gateway.ts";
import { useProxyThatAnswers } from "../../test/refusing-proxy.ts";
import { createClient, quick, until } from "../../test/running-client.ts";

const elsewhere: OpenReply = { body: { endpoint: "ws://gateway.invalid/connect", ticket: "ticket/1" } };

/** An agent whose connections all lead to the gateway, and the hosts that it was asked for. */
function createAgentTo(gateway: LocalGateway): { readonly agent: Agent; readonly asked: unknown[] } {
  const agent = new Agent();
  const asked: unknown[] = [];
  agent.createConnection = ({ host }) => {
    asked.push(host);
    return connect(Number(new URL(gateway.url).port), "127.0.0.1");
  };
  return { agent, asked };
}

describe("failed tries", () => {
  it.each<[string, OpenReply, string]>([
    ["401 authFailed", { status: 401, body: { code: "authFailed", message: "鉴权失败" } }, "unauthorized"],
    [
      "400 with another code",
      { status: 400, body: { code: "invalidParameter", message: "ua invalid" } },
      "invalid_request",
    ],
    [
      "400 with HTML",
      { status: 400, body: "<html>plain HTTP request was sent to HTTPS port</html>" },
      "invalid_request",
    ],
    ["403", { status: 403, body: { code: "Forbidden.AccessDenied.IpNotInWhiteList" } }, "permission_denied"],
  ])("C6: %s raises an alarm and is tried again slowly", async (_, reply, code) => {
    const gateway = await startLocalGateway();
    gateway.replyToOpen = reply;
    const { client, events, log } = createClient(gateway.url);
    await expect(client.start()).rejects.toMatchObject({ code });
    expect(events).toMatchObject([{ kind: "alarm" }, { kind: "retry", failures: 1 }]);
    expect(events.flatMap((event) => (event.kind === "retry" ? event.delayMs >= quick.slowMs : []))).toEqual([true]);
    expect(client.state).toBe("retrying");
    expect(log.join("\n")).not.toContain("secret-of-dingapp");
  });

  it.each<[string, OpenReply, string]>([
    ["400 systemError", { status: 400, body: { code: "systemError", message: "系统错误" } }, "unavailable"],
    ["429", { status: 429, body: {} }, "rate_limited"],
    ["500", { status: 500, body: { code: "system.error" } }, "unavailable"],
    ["503 without a body", { status: 503, body: "" }, "unavailable"],
    ["200 with HTML", { body: "<html>login to the hotel</html>" }, "unavailable"],
    ["200 without a ticket", { body: { endpoint: "ws://127.0.0.1:1/connect" } }, "unavailable"],
    ["an endpoint of another protocol", { body: { endpoint: "rsocket://127.0.0.1:1", ticket: "t" } }, "unavailable"],
  ])("C6: %s is tried again soon, without a person", async (_, reply, code) => {
    const gateway = await startLocalGateway();
    gateway.replyToOpen = reply;
    const { client, events } = createClient(gateway.url);
    const started = client.start();
    await until(() => expect(events.length).toBeGreaterThanOrEqual(2));
    expect(events.slice(0, 2)).toMatchObject([
      { kind: "retry", error: { code } },
      { kind: "retry", failures: 2 },
    ]);
    gateway.replyToOpen = undefined;
    await started;
    expect(client.state).toBe("open");
  });

  it("C6: an open call that hangs ends after its time limit", async () => {
    const gateway = await startLocalGateway();
    gateway.replyToOpen = "hang";
    const { client, events } = createClient(gateway.url, { openTimeoutMs: 50 });
    void client.start();
    await until(() => expect(events).toMatchObject([{ kind: "retry", error: { code: "timeout" } }]));
  });

  it("C6: a handshake that hangs ends after its time limit", async () => {
    const gateway = await startLocalGateway();
    gateway.refuseHandshake = "hang";
    const { client, events } = createClient(gateway.url, { handshakeTimeoutMs: 50 });
    void client.start();
    await until(() => expect(events[0]).toMatchObject({ kind: "retry", error: { retryable: true } }));
  });

  it("C7: asks for a new ticket for every handshake, one try at a time", async () => {
    const gateway = await startLocalGateway();
    gateway.refuseHandshake = 401;
    const { client, events } = createClient(gateway.url);
    void client.start();
    await until(() => expect(gateway.tickets.length).toBeGreaterThanOrEqual(4));
    expect(new Set(gateway.tickets).size).toBe(gateway.tickets.length);
    expect(gateway.opens.length - gateway.tickets.length).toBeLessThanOrEqual(1);
    expect(events.filter(({ kind }) => kind === "retry").length).toBeGreaterThanOrEqual(3);
  });

  it("C5: comes back by itself when the network does, with an alarm when it takes long", async () => {
    const gone = await startLocalGateway();
    const port = Number(new URL(gone.url).port);
    await gone.close();
    const { client, events } = createClient(gone.url);
    const started = client.start();
    await until(() => expect(events.filter(({ kind }) => kind === "alarm")).toHaveLength(1));
    const backAt = performance.now();
    await startLocalGateway(port);
    await started;
    expect(client.state).toBe("open");
    expect(performance.now() - backAt).toBeLessThan(quick.longestMs + 5_000);
  });

  it("C5: names that do not resolve are tried again soon, without a person", async () => {
    const gateway = await startLocalGateway();
    let tries = 0;
    const unresolved = Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
    const { client, events } = createClient(gateway.url, {
      fetch: (...request) =>
        ++tries < 4 ? Promise.reject(new TypeError("failed", { cause: unresolved })) : fetch(...request),
    });
    await client.start();
    const kinds = events.map((event) => (event.kind === "retry" ? event.error.code : event.kind));
    expect(kinds).toEqual(["network", "network", "network", "open"]);
  });

  it("C5: an agent of one's own carries the WebSocket", async () => {
    const gateway = await startLocalGateway();
    gateway.replyToOpen = elsewhere;
    const { agent, asked } = createAgentTo(gateway);
    const { client } = createClient(gateway.url, { agent });
    await client.start();
    expect(asked).toEqual(["gateway.invalid"]);
  });

  it("C5: without one, the WebSocket takes Node's global agent like every other request, and with it its proxy", async () => {
    const gateway = await startLocalGateway();
    gateway.replyToOpen = elsewhere;
    const { agent, asked } = createAgentTo(gateway);
    const before = http.globalAgent;
    onTestFinished(() => void (http.globalAgent = before));
    http.globalAgent = agent;
    await createClient(gateway.url).client.start();
    expect(asked).toEqual(["127.0.0.1", "gateway.invalid"]);
  });

  it("C5: a proxy that refuses is tried again soon, and what it did is said without its password", async () => {
    const gateway = await startLocalGateway();
    const host = await useProxyThatAnswers(407);
    gateway.replyToOpen = { body: { endpoint: "wss://gateway.dingtalk.test/connect", ticket: "ticket/1" } };
    const { client, events, log } = createClient(gateway.url);
    void client.start();
    await until(() => expect(events.filter(({ kind }) => kind === "retry").length).toBeGreaterThanOrEqual(2));
    expect(client.state).toBe("retrying");
    expect(events[0]).toMatchObject({ kind: "retry", error: { code: "network", retryable: true } });
    expect(log[0]).toContain(
      `could not be opened: Failed to establish tunnel to gateway.dingtalk.test:443 via http://${host}/`,
    );
    expect(log.join("\n")).not.toMatch(/hunter2|ticket\/1/);
  });
});
