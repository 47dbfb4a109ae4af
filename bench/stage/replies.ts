/** A sender as a process of its own, three tenants whose replies it delivers, and the DingTalk that takes them. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWaker } from "@dt/queue";
import { silentLogger } from "@dt/runtime";
import { closeRedis, connectRedis, createAnnouncements, type Part, type ReplyContent } from "@dt/session";
import { createSimulator, defaultApp, type Simulator } from "@dt/simulator";
import { startRedis } from "../../test/redis-server.ts";
import { startProcess, waitForLine } from "../process/start-process.ts";

/** A quiet tenant, and two that flood: within the limit as shipped, and without one to speak of. */
const sendPerSecond = { quiet: 1000, limited: 20, unlimited: 100_000 } as const;
export type ReplyTenant = keyof typeof sendPerSecond;
const tenants = Object.keys(sendPerSecond) as ReplyTenant[];

export interface RepliesStage {
  /** Puts a reply into the outbox; resolves with the ms until DingTalk has it. */
  reply(tenant: ReplyTenant): Promise<number>;
  /** Puts so many replies into the outbox, each in a session of its own. */
  flood(tenant: ReplyTenant, count: number): Promise<void>;
  /** Replies of a tenant that DingTalk does not have yet. */
  waiting(tenant: ReplyTenant): number;
  close(): Promise<void>;
}

/** Parts that one command puts into the outbox. */
const atOnce = 500;
const reader = "zhangsan01";

export async function openReplies(): Promise<RepliesStage> {
  await using stack = new AsyncDisposableStack();
  const server = stack.adopt(await startRedis(), (each) => each.stop());
  const simulator = stack.adopt(await openDingTalk(), (each) => each.close());
  const redis = stack.adopt(connectRedis(server.url, { mode: "patient" }), closeRedis);
  const folder = stack.adopt(await mkdtemp(join(tmpdir(), "dt-bench-")), (path) => rm(path, { recursive: true }));
  const environment = await senderEnvironment(folder, server.url, simulator);
  const sender = startProcess({ name: "sender", file: "apps/sender/src/main.ts", environment });
  stack.adopt(sender, (started) => started.stop());
  await waitForLine(sender, (line) => (line.includes('"msg":"ready"') ? true : undefined));
  const waker = stack.adopt(createWaker("replies", { redis, logger: silentLogger }), (each) => each.close());
  const announcements = createAnnouncements(redis);
  /** By the text of a reply: who waits for it to arrive. */
  const arriving = new Map<string, { readonly tenant: ReplyTenant; readonly arrived: () => void }>();
  let number = 0;

  simulator.world.on("message", ({ text }) => {
    arriving.get(text)?.arrived();
    arriving.delete(text);
  });

  async function put(tenant: ReplyTenant, count: number, arrived: () => void): Promise<void> {
    const to = Array.from({ length: count }, () => {
      const text = `${tenant} ${++number}`;
      arriving.set(text, { tenant, arrived });
      return { sessionId: `dingtalk_private_${number}`, part: partOf(text) };
    });
    await announcements.announce(tenant, { key: `bench ${number}`, everyMs: 60_000, to });
    await waker.wake({ tenantId: tenant });
  }

  const closing = stack.move();
  return {
    async reply(tenant) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const startedAt = performance.now();
      await put(tenant, 1, resolve);
      await promise;
      return performance.now() - startedAt;
    },
    async flood(tenant, count) {
      for (let done = 0; done < count; done += atOnce) await put(tenant, Math.min(atOnce, count - done), () => {});
    },
    waiting: (tenant) => arriving.values().reduce((sum, each) => sum + (each.tenant === tenant ? 1 : 0), 0),
    close: () => closing.disposeAsync(),
  };
}

function openDingTalk(): Promise<Simulator> {
  return createSimulator({
    record: { mode: "counters" },
    limits: { callsPerSecond: 0 },
    world: {
      apps: tenants.map((tenant) => ({ ...defaultApp, appKey: appKeyOf(tenant), robotCode: appKeyOf(tenant) })),
      people: [{ userId: reader, name: reader, unionId: reader, senderId: reader, isAdmin: false }],
      groups: [],
      messagesKept: 0,
      pathsKept: 0,
    },
  });
}

function appKeyOf(tenant: ReplyTenant): string {
  return `ding${tenant}`;
}

function partOf(text: string): Part<ReplyContent> {
  const route = { conversation: { id: "private", type: "private" }, userId: reader } as const;
  const content: ReplyContent = { route, body: { kind: "markdown", title: "Reply", text }, mention: false };
  return { id: text, turnId: text, messages: 0, messageIds: [], outcome: "answered", content };
}

async function senderEnvironment(
  folder: string,
  redisUrl: string,
  simulator: Simulator,
): Promise<Record<string, string>> {
  const described = tenants.map((id) => ({
    id,
    dingtalk: { appKey: appKeyOf(id), appSecret: defaultApp.appSecret },
    model: { apiKey: "none" },
    limits: { sendPerSecond: sendPerSecond[id] },
  }));
  const file = join(folder, "tenants.yaml");
  // Every JSON document is YAML.
  await writeFile(file, JSON.stringify({ tenants: described }), { mode: 0o600 });
  return {
    REDIS_URL: redisUrl,
    DINGTALK_API_URL: simulator.apiUrl,
    DINGTALK_OAPI_URL: simulator.oapiUrl,
    DT_TENANTS_FILE: file,
    DT_HTTP_PORT: "0",
  };
}
