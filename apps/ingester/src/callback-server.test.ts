import { connect } from "node:net";
import { signTimestamp } from "@dt/api/callback";
import { silentLogger } from "@dt/runtime";
import { describe, expect, it, onTestFinished } from "vitest";
import { type CallbackServer, openCallbackServer } from "./callback-server.ts";

interface Setup {
  readonly onRobotMessage?: () => Promise<void>;
  readonly requestMs?: number;
}

async function startServer({ onRobotMessage = async () => {}, ...times }: Setup = {}) {
  const answered: string[] = [];
  const server = await openCallbackServer({
    port: 0,
    host: "127.0.0.1",
    find: (tenantId) => (tenantId === "acme" ? { appSecret: "secret", onRobotMessage } : undefined),
    logger: silentLogger,
    onAnswered: ({ kind, status }) => void answered.push(`${kind} ${status}`),
    ...times,
  });
  onTestFinished(() => server.close());
  return { server, answered };
}

function send(server: CallbackServer): Promise<Response> {
  const timestamp = String(Date.now());
  const headers = { timestamp, sign: signTimestamp("secret", timestamp) };
  return fetch(`${server.url}/callback/acme/robot`, { method: "POST", headers, body: "{}" });
}

/** Sends bytes and nothing more; fulfils when the server has closed the connection, politely or not. */
function sendUntilClosed(server: CallbackServer, bytes: string | Buffer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {}).on("close", () => resolve());
  socket.resume().write(bytes);
  return promise;
}

describe("the callback port", () => {
  it("takes messages of the tenant in the path, and counts its answers", async () => {
    const { server, answered } = await startServer();
    expect((await send(server)).status).toBe(200);
    expect((await fetch(server.url)).status).toBe(404);
    expect(answered).toEqual(["robot 200", "other 404"]);
  });

  it("finishes the requests in hand before it is closed, and takes nothing new", async () => {
    const [reached, stored] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const onRobotMessage = async (): Promise<void> => {
      reached.resolve();
      await stored.promise;
    };
    const { server } = await startServer({ onRobotMessage });
    const sent = send(server);
    await reached.promise;
    const closed = server.close();
    await expect(send(server)).rejects.toThrow("fetch failed");
    stored.resolve();
    expect((await sent).status).toBe(200);
    await closed;
  });

  it.each([
    ["its head", "POST /callback/acme/robot HTTP/1.1\r\nhost: dt\r\n"],
    ["its body", "POST /callback/acme/events HTTP/1.1\r\nhost: dt\r\ncontent-length: 100\r\n\r\n{"],
  ])("ends a connection that takes too long over %s", async (_, start) => {
    const { server } = await startServer({ requestMs: 400 });
    await sendUntilClosed(server, start);
    expect((await send(server)).status).toBe(200);
  });

  it.each([
    ["no HTTP", Buffer.from([0, 255, 13, 10, 13, 10, 1, 2, 3])],
    ["a TLS greeting", Buffer.from("160301020001000001fc0303", "hex")],
    ["headers without end", `POST /callback/acme/robot HTTP/1.1\r\nhost: dt\r\nx: ${"a".repeat(100_000)}`],
    [
      "two lengths",
      "POST /callback/acme/robot HTTP/1.1\r\nhost: dt\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
    ],
    ["a broken chunk", "POST /callback/acme/events HTTP/1.1\r\nhost: dt\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"],
  ])("lives through %s", async (_, bytes) => {
    const { server } = await startServer();
    await sendUntilClosed(server, bytes);
    expect((await send(server)).status).toBe(200);
  });

  it("says which setting to change when it is taken", async () => {
    const { server } = await startServer();
    const port = Number(new URL(server.url).port);
    const options = { port, host: "127.0.0.1", find: () => undefined, logger: silentLogger, onAnswered: () => {} };
    await expect(openCallbackServer(options)).rejects.toMatchObject({
      code: "port_taken",
      message: expect.stringContaining("set DT_CALLBACK_PORT") as string,
    });
  });
});
