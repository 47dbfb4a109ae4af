/** Runs one model turn at a time per session, with retry. */
import { createAiCard, type RobotMessage } from "@dt/api";
import { consumeWakes, createCallLimiter, createSharedTokenCache, createWaker, startSweeper } from "@dt/queue";
import { createHealthServer, createMetrics, graceAfter, openTenants, readSettings, runService } from "@dt/runtime";
import {
  checkRedisSafety,
  closeRedis,
  connectRedis,
  createAccounts,
  createInbox,
  createMemory,
  createMemoryDirectory,
  redisReady,
  type SessionKey,
} from "@dt/session";
import { startLiveCard } from "./live-card.ts";
import { createWorkerMetrics } from "./metrics.ts";
import { createOnWake } from "./on-wake.ts";
import { fetchPictures } from "./pictures.ts";
import { tellWaiting } from "./queue-notices.ts";
import { createRemembering } from "./remembering.ts";
import { cardTargetOf } from "./reply.ts";
import { startRetention } from "./retention.ts";
import { createTurnRunner } from "./run-turn.ts";
import { workerSettings } from "./settings.ts";
import { createSlots } from "./slots.ts";
import { listenForStops } from "./stop-signals.ts";
import { openTenantTools } from "./tenant-tools.ts";

/** A turn under way at the stop is given so long, then its session is handed back. */
const GRACE_MS = 8000;
/** A mailbox is swept when its wake is late by this. */
const SWEEP_GRACE_MS = 1000;
const SWEEP_LIMIT = 500;
/** Live frames leave the rest of an operation's calls per second to the sender's final ones. */
const FRAME_SHARE = 0.6;
const CALLS_PER_SECOND = 20;

await runService("worker", async ({ stack, logger, signal, environment }) => {
  const settings = readSettings(workerSettings, environment);
  const metrics = createMetrics("worker");
  const connect = (): ReturnType<typeof connectRedis> =>
    stack.adopt(connectRedis(settings.REDIS_URL, { mode: "patient", name: "dt-worker", logger }), closeRedis);
  const redis = connect();
  let started = false;
  stack.use(
    await createHealthServer({
      port: settings.DT_HTTP_PORT,
      host: settings.DT_HTTP_HOST,
      ready: () => [...(redis.status === "ready" ? [] : ["Redis is not reachable"]), ...(started ? [] : ["starting"])],
      metrics,
      logger,
    }),
  );
  await redisReady(redis, signal);
  for (const warning of await checkRedisSafety(redis)) logger.warn({}, warning);

  const idleHours = settings.DT_SESSION_IDLE_HOURS;
  const inbox = createInbox<RobotMessage>(redis, { idleMs: idleHours * 3_600_000 });
  const hosts = { apiUrl: settings.DINGTALK_API_URL, oapiUrl: settings.DINGTALK_OAPI_URL };
  const limiter = createCallLimiter({
    redis,
    perSecond: ({ operation }) => CALLS_PER_SECOND * (operation === "cardStreamingUpdate" ? FRAME_SHARE : 1),
  });
  const tokenCache = createSharedTokenCache(redis);
  const tenants = stack.use(
    await openTenants({
      settings,
      environment,
      logger,
      open: (tenant) => openTenantTools(tenant, { ...hosts, tokenCache, limiter }),
    }),
  );
  const toolsOf = (tenantId: string) => {
    const entry = tenants.get(tenantId);
    if (entry === undefined) throw new Error(`the tenant ${tenantId} was removed while it was served`);
    return entry;
  };

  const directory = settings.DINGTALK_SESSION_MEMORY_DIR;
  const files = directory === undefined ? undefined : createMemoryDirectory(directory);
  if (files !== undefined) {
    const retention = startRetention({ directory: files, days: settings.DT_MEMORY_DAYS, logger });
    stack.adopt(retention, (each) => each.close());
  }
  const replies = stack.adopt(createWaker("replies", { redis, logger }), (waker) => waker.close());
  const inbound = stack.adopt(createWaker("inbound", { redis, logger }), (waker) => waker.close());
  const logLostWake = (error: unknown): void => logger.warn({ error }, "could not send a wake");
  const wakeSession = (session: SessionKey, delayMs: number): void => {
    const wake = () => inbound.wake({ tenantId: session.tenantId, sessionId: session.sessionId }).catch(logLostWake);
    // A timer that is lost with the process is made up for by the sweeper.
    if (delayMs > 0) setTimeout(() => void wake(), delayMs + 1).unref();
    else void wake();
  };
  const wakeReplies = (tenantId: string): void => void replies.wake({ tenantId }).catch(logLostWake);
  const tooLate = graceAfter(signal, GRACE_MS);
  const runner = createTurnRunner({
    inbox,
    stops: await listenForStops(connect(), logger),
    remembering: createRemembering({ memory: createMemory(redis), directory: files, logger }),
    pictures: (turn, count) =>
      fetchPictures(turn.messages.slice(0, count), {
        client: toolsOf(turn.tenantId).resource.client,
        trustedOrigins: Object.values(hosts).map((url) => new URL(url).origin),
        signal: tooLate,
      }),
    liveCard: (turn, count) => {
      const { tenant, resource } = toolsOf(turn.tenantId);
      const target = cardTargetOf(turn, count, tenant);
      return target === undefined ? undefined : startLiveCard(createAiCard(resource.client, target), logger);
    },
    models: (tenant) => toolsOf(tenant.id).resource.models,
    wakeReplies,
    wakeSession,
    idleHours,
    oneByOne: settings.DT_TURN_MESSAGES === "one",
    stopping: tooLate,
    logger,
  });
  const onWake = createOnWake({
    inbox,
    runner,
    slots: createSlots(),
    tenantOf: (tenantId) => tenants.get(tenantId)?.tenant,
    wakeSession,
    logger,
    ...createWorkerMetrics(metrics, { tenantIds: tenants.ids, inbox, accounts: createAccounts(redis) }),
  });
  stack.adopt(consumeWakes("inbound", onWake, { redis, logger, concurrency: settings.DT_WORKER_CONCURRENCY }), (each) =>
    each.close(),
  );
  stack.adopt(
    startSweeper({
      tenantIds: tenants.ids,
      logger,
      sweep: async (tenantId) => {
        const { sessionIds } = await inbox.due(tenantId, { graceMs: SWEEP_GRACE_MS, limit: SWEEP_LIMIT });
        await Promise.all(sessionIds.map((sessionId) => inbound.wake({ tenantId, sessionId })));
        await tellWaiting(tenantId, { inbox, wakeReplies, logger });
        return sessionIds.length;
      },
    }),
    (sweeper) => sweeper.close(),
  );
  started = true;
});
