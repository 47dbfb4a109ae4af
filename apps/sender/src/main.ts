/** Delivers replies within each tenant's limits. */
import { createClient, keepToQuota } from "@dt/api";
import { consumeWakes, createSharedTokenCache, createWaker, startSweeper } from "@dt/queue";
import {
  createMetrics,
  graceAfter,
  loadTenants,
  openServiceHealth,
  openTenants,
  readSettings,
  runService,
} from "@dt/runtime";
import {
  countUsage,
  createAnnouncements,
  createApiQuota,
  createOutbox,
  openRedis,
  type ReplyContent,
} from "@dt/session";
import { deliver } from "./deliver.ts";
import { createDrain } from "./drain.ts";
import { createSenderMetrics } from "./metrics.ts";
import { senderSettings } from "./settings.ts";

/** Shorter than the lease of a part, with its follow-up calls. */
const SEND_TIMEOUT_MS = 10_000;
/** A send under way at the stop is given so long. */
const GRACE_MS = 10_000;
/** Nobody answers a wake that is late by this: whoever has it died, is stopped, or has more to send than places. */
const STUCK_MS = 3000;

await runService("sender", async ({ stack, logger, signal, environment, fail }) => {
  const settings = readSettings(senderSettings, environment);
  // What is wrong with the tenants is told now, not once Redis is there.
  loadTenants(settings, environment);
  const metrics = createMetrics("sender");
  const { REDIS_URL: url, DT_REDIS_WAIT_REPLICAS: replicas } = settings;
  const store = openRedis({ url, mode: "patient", name: "dt-sender", logger, metrics, replicas, fail, stack });
  const { redis, mailboxes } = store;
  const health = await openServiceHealth({ settings, problems: store.problems, metrics, logger, stack });
  await store.ready(signal);

  const tokenCache = createSharedTokenCache(redis);
  const openQuota = createApiQuota({ redis, announcements: createAnnouncements(redis), logger });
  const tenants = stack.use(
    await openTenants({
      settings,
      environment,
      logger,
      open(tenant) {
        const { appKey, appSecret, robotCode } = tenant.dingtalk;
        const quota = openQuota(tenant);
        const client = createClient({
          credentials: { appKey, appSecret },
          robotCode,
          apiUrl: settings.DINGTALK_API_URL,
          oapiUrl: settings.DINGTALK_OAPI_URL,
          tokenCache,
          timeoutMs: SEND_TIMEOUT_MS,
          ...keepToQuota(quota),
        });
        return { client, quota };
      },
    }),
  );
  const outbox = createOutbox<ReplyContent>(mailboxes, { replicas });
  const waker = stack.adopt(createWaker("replies", { redis, logger }), (each) => each.close());
  const wakeReplies = (tenantId: string): void => waker.wakeSoon({ tenantId });
  const tooLate = graceAfter(signal, GRACE_MS);
  const counters = createSenderMetrics(metrics, {
    tenantIds: tenants.ids,
    outbox,
    quotaOf: (tenantId) => tenants.get(tenantId)?.resource.quota,
  });
  const drain = createDrain({
    outbox,
    stopping: signal,
    tenantOf: (tenantId) => tenants.get(tenantId)?.tenant,
    send: async (delivery, tenant) => {
      const entry = tenants.get(tenant.id);
      if (entry === undefined) throw new Error(`tenant ${tenant.id} was removed`);
      return await deliver(delivery, { client: entry.resource.client, tenant, signal: tooLate, outbox, logger });
    },
    wakeReplies,
    concurrency: settings.DT_SENDER_CONCURRENCY,
    logger,
    onSettled(outcome, delivery, seconds) {
      counters.onSettled(outcome, delivery, seconds);
      // The last part of a reply stands for the whole; notices and alarms are no replies.
      const isReply = outcome.state === "sent" && delivery.part.messages > 0;
      if (isReply) void countUsage(redis, delivery.tenantId, { replies: 1 });
    },
  });
  stack.defer(() => drain.close());
  const consumer = consumeWakes("replies", drain.onWake, {
    redis,
    logger,
    concurrency: settings.DT_SENDER_CONCURRENCY,
  });
  stack.adopt(consumer, (each) => each.close());
  stack.adopt(
    startSweeper({
      tenantIds: tenants.ids,
      logger,
      sweep: async (tenantId) => {
        const { sessionIds, oldestMs } = await outbox.due(tenantId, { graceMs: 0, limit: 1 });
        if (sessionIds.length > 0) await waker.wake({ tenantId });
        if (oldestMs > STUCK_MS) consumer.offer({ tenantId });
        return sessionIds.length;
      },
    }),
    (sweeper) => sweeper.close(),
  );
  health.started();
});
