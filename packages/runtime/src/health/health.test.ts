import { once } from "node:events";
import { createConnection } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { recordLogs } from "../../test/log-recorder.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { createHealthServer, type HealthServerOptions, sendJson } from "./health.ts";

async function start(overrides: Partial<HealthServerOptions> = {}) {
  const { logger, lines } = recordLogs();
  const metrics = createMetrics("worker");
  const server = await createHealthServer({ port: 0, ready: () => [], metrics, logger, ...overrides });
  onTestFinished(() => server.close());
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(server.url + path, init);
    return { status: response.status, text: await response.text(), type: response.headers.get("content-type") };
  };
  return { server, get, lines };
}

test("a free port is picked for 0 and logged", async () => {
  const { server, lines } = await start();
  expect(server.port).toBeGreaterThan(0);
  expect(lines).toEqual([
    {
      level: "info",
      message: "health port open",
      fields: { url: `http://127.0.0.1:${server.port}`, port: server.port },
    },
  ]);
});

test("/healthz says that the process runs, whatever its readiness", async () => {
  const { get } = await start({ ready: () => ["Redis is away"] });
  expect(await get("/healthz")).toMatchObject({ status: 200, text: '{"status":"ok"}\n' });
});

test("/readyz is 200 when nothing speaks against it", async () => {
  const { get } = await start();
  expect(await get("/readyz")).toMatchObject({ status: 200, text: '{"status":"ready"}\n' });
});

test("/readyz is 503 with the reasons", async () => {
  const { get } = await start({ ready: async () => ["Redis is away", "no connection to DingTalk"] });
  const { status, text } = await get("/readyz");
  expect(status).toBe(503);
  expect(JSON.parse(text)).toEqual({ status: "not ready", reasons: ["Redis is away", "no connection to DingTalk"] });
});

test.each<[string, HealthServerOptions["ready"]]>([
  [
    "throws",
    () => {
      throw new Error("v4lue");
    },
  ],
  ["rejects", () => Promise.reject(new Error("v4lue"))],
])("a readiness check that %s means not ready", async (_how, ready) => {
  const { get } = await start({ ready });
  expect(await get("/readyz")).toMatchObject({
    status: 503,
    text: '{"status":"not ready","reasons":["the readiness check failed"]}\n',
  });
});

test("a readiness check that hangs means not ready", async () => {
  const { get } = await start({ ready: () => new Promise(() => {}), readinessLimitMs: 5 });
  expect(await get("/readyz")).toMatchObject({ status: 503, text: expect.stringContaining("takes too long") });
});

test("/metrics is in Prometheus' format", async () => {
  const { get } = await start();
  expect(await get("/metrics?x=1")).toMatchObject({
    status: 200,
    type: expect.stringContaining("text/plain"),
    text: expect.stringContaining("process_cpu_seconds_total"),
  });
});

test("an app can add routes", async () => {
  const { get } = await start({ routes: { "POST /echo": (_request, response) => sendJson(response, 201, { a: 1 }) } });
  expect(await get("/echo", { method: "POST" })).toMatchObject({ status: 201, text: '{"a":1}\n' });
  expect(await get("/echo")).toMatchObject({ status: 404 });
});

test("a route that fails is logged and answered with 500, without its reason", async () => {
  const { get, lines } = await start({ routes: { "GET /broken": () => Promise.reject(new Error("v4lue")) } });
  const { status, text } = await get("/broken");
  expect(status).toBe(500);
  expect(text).not.toContain("v4lue");
  expect(lines.at(-1)).toMatchObject({ level: "error", fields: { path: "/broken" } });
});

test("a taken port is a start-up error that says what to do", async () => {
  const { server } = await start();
  await expect(start({ port: server.port })).rejects.toMatchObject({
    name: "StartupError",
    code: "port_taken",
    message: `port ${server.port} on 127.0.0.1 is taken by another program: set DT_HTTP_PORT to a free one, or to 0`,
  });
});

test("an address that this machine does not have is a start-up error", async () => {
  await expect(start({ host: "192.0.2.1" })).rejects.toMatchObject({ name: "StartupError", code: "port_refused" });
});

test("closing does not wait for connections that scrapers keep open", async () => {
  const { server } = await start();
  const socket = createConnection(server.port, "127.0.0.1");
  await once(socket, "connect");
  const closed = once(socket, "close");
  await server.close();
  await closed;
  expect(socket.destroyed).toBe(true);
  await expect(server.close()).resolves.toBeUndefined();
});
