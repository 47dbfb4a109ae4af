/** The sender's own parts, in this process: a real Redis, a real client, and a simulated DingTalk. */
import { randomUUID } from "node:crypto";
import { createClient, keepToQuota } from "@dt/api";
import { silentLogger } from "@dt/runtime";
import {
  type Account,
  closeRedis,
  connectRedis,
  createAccounts,
  createAnnouncements,
  createApiQuota,
  createDeadLetters,
  createInbox,
  createOutbox,
  type DeadLetter,
  type Part,
  type RedisClient,
  type ReplyBody,
  type ReplyContent,
  type ReplyRoute,
} from "@dt/session";
import { createSimulator, defaultApp, type Simulator, type SimulatorOptions } from "@dt/simulator";
import { afterAll, beforeAll, inject, vi } from "vitest";
import { deliver } from "../../apps/sender/src/deliver.ts";
import { createDrain } from "../../apps/sender/src/drain.ts";
import { makeTenant } from "../../apps/sender/src/testing.ts";

export interface Sending {
  readonly simulator: Simulator;
  readonly redis: RedisClient;
}

/** One simulator and one connection for a file of tests. */
export function useSending(options: SimulatorOptions = {}): () => Sending {
  let sending: Sending | undefined;
  beforeAll(async () => {
    const simulator = await createSimulator({ limits: { callsPerSecond: 0 }, ...options });
    sending = { simulator, redis: connectRedis(inject("redisUrl"), { mode: "patient" }) };
  });
  afterAll(async () => {
    if (sending === undefined) return;
    await closeRedis(sending.redis);
    await sending.simulator.close();
  });
  return () => {
    if (sending === undefined) throw new Error("the set-up failed");
    return sending;
  };
}

export interface Talk {
  readonly tenantId: string;
  readonly sessionId: string;
  /** Stores a message and commits a reply of these bodies to it. `webhook: false`: only the API leads to the person. */
  answer(bodies: readonly ReplyBody[], options?: { webhook?: boolean }): Promise<void>;
  /** Lets its lane be looked at now, however long it was to wait. */
  hurry(): Promise<void>;
  /** Lets a sender look again and again until the check passes. */
  drainUntil(check: () => void | Promise<void>): Promise<void>;
  /** What arrived in the person's chat, in order. */
  texts(): string[];
  /** By which routes. */
  routes(): string[];
  account(): Promise<Account>;
  letters(): Promise<DeadLetter[]>;
  /** Resolves once nothing is on its way any more. */
  over(): Promise<Account>;
}

let people = 0;

/** A private chat of a new person, in a tenant of its own. */
export function startTalk(
  { simulator, redis }: Sending,
  limits: Parameters<typeof makeTenant>[0] = { sendPerSecond: 1000 },
): Talk {
  const tenantId = `t-${randomUUID()}`;
  const userId = `reader${++people}`;
  const sessionId = `dingtalk_private_${userId}`;
  simulator.world.addPerson({
    userId,
    name: userId,
    unionId: `union-${userId}`,
    senderId: `$:${userId}`,
    isAdmin: false,
  });
  const { conversationId } = simulator.world.privateChat(userId, defaultApp.appKey);
  const inbox = createInbox(redis);
  const outbox = createOutbox<ReplyContent>(redis);
  const account = (): Promise<Account> => createAccounts(redis).account(tenantId);
  const { appKey, appSecret } = defaultApp;
  const { signal } = new AbortController();
  const tenant = { ...makeTenant(limits), id: tenantId };
  const quota = createApiQuota({ redis, announcements: createAnnouncements(redis), logger: silentLogger })(tenant);
  const client = createClient({
    credentials: { appKey, appSecret },
    apiUrl: simulator.apiUrl,
    oapiUrl: simulator.oapiUrl,
    timeoutMs: 2000,
    ...keepToQuota(quota),
  });
  const dingtalk = { ...tenant.dingtalk, appKey, appSecret, robotCode: defaultApp.robotCode };
  const drain = createDrain({
    outbox,
    tenantOf: () => ({ ...tenant, dingtalk }),
    send: (delivery) =>
      deliver(delivery, { client, tenant: { ...tenant, dingtalk }, signal, outbox, logger: silentLogger }),
    wakeReplies: () => {},
    stopping: signal,
    concurrency: 10,
    onSettled: () => {},
    logger: silentLogger,
  });

  function routeOf(msgId: string, webhook: boolean): ReplyRoute {
    const session = simulator.sessions.open({ appKey, conversationId, userId, msgId });
    const url = `${simulator.oapiUrl}/robot/sendBySession?session=${session.id}`;
    const conversation = { id: conversationId, type: "private" } as const;
    return { conversation, userId, ...(webhook ? { webhook: { url, expiresAt: session.expiresAt } } : {}) };
  }

  const deliveries = () => simulator.record.deliveries({ conversationId });
  const talk: Talk = {
    tenantId,
    sessionId,
    async answer(bodies, { webhook = true } = {}) {
      const id = randomUUID();
      await inbox.append({ tenantId, sessionId }, { id, robotCode: appKey, sentAt: 1, content: {} });
      const begun = await inbox.begin({ tenantId, sessionId });
      if (begun.state !== "turn") throw new Error(`expected a turn, got ${begun.state}`);
      const { turn } = begun;
      const parts = bodies.map(
        (body, index): Part<ReplyContent> => ({
          id: `${turn.id}/${index + 1}`,
          turnId: turn.id,
          messages: index === bodies.length - 1 ? 1 : 0,
          messageIds: [id],
          outcome: "answered",
          content: { route: routeOf(id, webhook), body, mention: false },
        }),
      );
      await inbox.commit(turn, { answered: 1, outcome: "answered", history: [], parts });
    },
    async hurry() {
      await redis.zadd(`dt:{${tenantId}}:outbox`, "XX", 0, sessionId);
    },
    drainUntil: (check) =>
      vi.waitFor(
        async () => {
          await drain.onWake({ tenantId });
          await drain.close();
          await check();
        },
        { timeout: 15_000, interval: 20 },
      ),
    texts: () => deliveries().map(({ text }) => text),
    routes: () => deliveries().map(({ route }) => route),
    account,
    letters: () => createDeadLetters(redis).list(tenantId),
    async over() {
      await talk.drainUntil(async () => {
        if ((await account()).delivering > 0) throw new Error("something is still on its way");
      });
      return await account();
    },
  };
  return talk;
}

export function markdown(text: string): ReplyBody {
  return { kind: "markdown", title: "Reply", text };
}

export function card(text: string): ReplyBody {
  const templateId = defaultApp.cardTemplates[0] ?? "";
  return { kind: "card", title: "Reply", text, templateId, outTrackId: `card-${randomUUID()}`, open: false };
}
