/** A company without a way out but its HTTP proxy: hosts that only the proxy resolves, over TLS, with user and password. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultApp, type Simulator } from "@dt/simulator";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type LocalProxy, startLocalProxy } from "../../packages/runtime/test/local-proxy.ts";
import { certificateFile, startTlsFront } from "../../packages/runtime/test/tls-front.ts";
import { marks, secretOf } from "../exposure/marks.ts";
import { addPerson, startDeployment } from "./deployment.ts";

const password = `${marks.secret}-of-the-proxy`;
const publicUrls = {
  api: "https://api.dingtalk.test",
  oapi: "https://oapi.dingtalk.test",
  stream: "wss://stream.dingtalk.test",
};
const hosts = ["api.dingtalk.test:443", "model.test:443", "oapi.dingtalk.test:443", "stream.dingtalk.test:443"];
const program = join(import.meta.dirname, "../../apps/cli/bin/dt.js");

/** A proxy that leads from the hosts to the simulator. */
async function startProxyTo(simulator: Simulator): Promise<LocalProxy> {
  const targets = [simulator.apiUrl, simulator.modelUrl, simulator.oapiUrl, simulator.apiUrl];
  const ports = new Map<string, number>();
  for (const [index, host] of hosts.entries()) {
    const front = await startTlsFront(Number(new URL(targets[index] ?? "").port));
    onTestFinished(() => front.close());
    ports.set(host, front.port);
  }
  const proxy = await startLocalProxy({ credentials: `dt:${password}`, resolve: (authority) => ports.get(authority) });
  onTestFinished(() => proxy.close());
  return proxy;
}

function environmentBehind(proxyUrl: string): Record<string, string> {
  return {
    HTTPS_PROXY: proxyUrl,
    NODE_EXTRA_CA_CERTS: certificateFile,
    DINGTALK_API_URL: publicUrls.api,
    DINGTALK_OAPI_URL: publicUrls.oapi,
    OPENAI_BASE_URL: "https://model.test/v1",
  };
}

/** What `dt` prints, without a way out but the proxy. */
async function dt(words: string, proxyUrl: string): Promise<string> {
  const HOME = await mkdtemp(join(tmpdir(), "dt-home-"));
  onTestFinished(() => rm(HOME, { recursive: true }));
  const app = { DINGTALK_APP_KEY: defaultApp.appKey, DINGTALK_APP_SECRET: secretOf(defaultApp) };
  const { promise, resolve } = Promise.withResolvers<string>();
  execFile(
    process.execPath,
    [program, ...words.split(" ")],
    {
      env: { PATH: process.env["PATH"], HOME, ...app, ...environmentBehind(proxyUrl) },
    },
    (_error, out, errors) => resolve(out + errors),
  );
  return await promise;
}

describe("behind a proxy", () => {
  it("messages are answered, by webhook and by the API, pictures are read, and everything takes the proxy", async () => {
    let proxy: LocalProxy | undefined;
    const deployment = await startDeployment({
      simulator: { publicUrls },
      environment: async (simulator) => {
        proxy = await startProxyTo(simulator);
        return { ...environmentBehind(proxy.url), OPENAI_IMAGES: "true" };
      },
    });
    const { simulator, over, settled } = deployment;
    let pictures = 0;
    simulator.model.respond(({ messages }) => {
      pictures += JSON.stringify(messages.at(-1)).includes("data:image/png;base64,") ? 1 : 0;
      return { text: "yes" };
    });
    const userId = addPerson(simulator);
    await over(simulator.say({ userId, text: "are you there?" }).msgId);
    const picture = { contentType: "image/png", bytes: Buffer.from("89504e470d0a1a0a", "hex") };
    await over(simulator.say({ userId, picture, fields: { sessionWebhookExpiredTime: Date.now() - 1 } }).msgId);
    expect(await settled(2)).toMatchObject({ answered: 2, dead: 0, unknownOutcomes: 0 });
    expect(simulator.record.deliveries().map(({ route }) => route)).toEqual(["session", "one-to-one"]);
    expect(pictures).toBe(1);
    expect(await dt(`user get ${userId} --json`, proxy?.url ?? "")).toContain('"success":true');
    expect([...new Set(proxy?.passed)].toSorted()).toEqual(hosts);
    expect(proxy?.refused).toBe(0);
  });

  it("one that refuses is named, and nothing hangs: in the log of the Stream connection, by calls and by the doctor", async () => {
    let proxy: LocalProxy | undefined;
    const deployment = await startDeployment({
      count: { ingester: 0, worker: 0, sender: 0 },
      simulator: { publicUrls },
      environment: async (simulator) => {
        proxy = await startProxyTo(simulator);
        return environmentBehind(proxy.url.replace(password, `${marks.secret}-that-is-wrong`));
      },
    });
    const ingester = await deployment.start("ingester", { wait: false });
    const said = `the proxy ${proxy?.host} does not accept the user and password of HTTPS_PROXY (HTTP 407)`;
    await vi.waitFor(
      () => {
        const failures = ingester.log.filter(
          (line) => line.includes("Stream connection failed") && line.includes(said),
        );
        expect(failures.length).toBeGreaterThanOrEqual(2);
      },
      { timeout: 60_000, interval: 50 },
    );
    expect(await ingester.metrics()).toMatch(/^dt_connected\{.*\} 0$/m);
    expect(await ingester.reasons()).toEqual(["no tenant is connected to DingTalk"]);
    const wrong = `http://dt:wrong-${marks.secret}@${proxy?.host}`;
    for (const words of ["token --debug", "doctor --json"]) {
      const printed = await dt(words, wrong);
      expect(printed).toContain(said);
      expect(printed).not.toContain(marks.secret);
    }
    expect(proxy?.passed).toEqual([]);
  });
});
