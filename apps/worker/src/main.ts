/** Runs one model turn at a time per session, with retry. */
import type { RobotMessage } from "@dt/api";
import { consumeWakes, startSweeper } from "@dt/queue";
import {
  createMetrics,
  graceAfter,
  loadTenants,
  openServiceHealth,
  openTenants,
  readSettings,
  runService,
  type Tenant,
} from "@dt/runtime";
import {
  createAccounts,
  createAnnouncements,
  createInbox,
  createMemory,
  createMemoryDirectory,
  openRedis,
  readUsage,
} from "@dt/session";
import { shareFairly } from "./fair-share.ts";
import { createWorkerMetrics } from "./metrics.ts";
import { createOnWake } from "./on-wake.ts";
import { createQueueNotices } from "./queue-notices.ts";
import { startRetention } from "./retention.ts";
import { workerSettings } from "./settings.ts";
import { listenForStops } from "./stop-signals.ts";
import { sweep } from "./sweep.ts";
import { createTenantTools } from "./tenant-tools.ts";
import { createTokenBudget } from "./token-budget.ts";
import { createRemembering } from "./turn/remembering.ts";
import { createTurnRunner } from "./turn/run-turn.ts";
import { createWakes } from "./wakes.ts";

/** A turn under way at the stop is given so long, then its session is handed back. */
const GRACE_MS = 8000;

await runService("worker", async ({ stack, logger, signal, environment, fail }) => {
  const settings = readSettings(workerSettings, environment);
  // What is wrong with the tenants is told now, not once Redis is there.
  loadTenants(settings, environment);
  const metrics = createMetrics("worker");
  const store = openRedis({
    url: settings.REDIS_URL,
    mode: "patient",
    name: "dt-worker",
    logger,
    metrics,
    fail,
    stack,
  });
  const { redis } = store;
  const health = await openServiceHealth({ settings, problems: store.problems, metrics, logger, stack });
  await store.ready(signal);

  const idleHours = settings.DT_SESSION_IDLE_HOURS;
  const inbox = createInbox<RobotMessage>(redis, { idleMs: idleHours * 3_600_000 });
  const folder = settings.DINGTALK_SESSION_MEMORY_DIR;
  const directory = folder === undefined ? undefined : createMemoryDirectory(folder);
  if (directory !== undefined) {
    const retention = startRetention({ directory, days: settings.DT_MEMORY_DAYS, logger });
    stack.adopt(retention, (each) => each.close());
  }
  const wakes = stack.adopt(createWakes(redis, logger), (each) => each.close());
  const tooLate = graceAfter(signal, GRACE_MS);
  const tools = createTenantTools({
    redis,
    inbox,
    wakeReplies: wakes.wakeReplies,
    apiUrl: settings.DINGTALK_API_URL,
    oapiUrl: settings.DINGTALK_OAPI_URL,
    logger,
  });
  const tenants = stack.use(await openTenants({ settings, environment, logger, open: tools.open }));
  const budget = createTokenBudget({
    redis,
    announcements: createAnnouncements(redis),
    wakeReplies: wakes.wakeReplies,
    logger,
  });
  const tenantOf = (tenantId: string): Tenant | undefined => tenants.get(tenantId)?.tenant;
  const runner = createTurnRunner({
    inbox,
    budget,
    readUsage: (tenantId, days) => readUsage(redis, tenantId, days),
    stops: await listenForStops(store.another(), logger),
    remembering: createRemembering({ memory: createMemory(redis), directory, logger }),
    ...tools.forTurns(tenants),
    wakeReplies: wakes.wakeReplies,
    wakeSession: wakes.wakeSession,
    idleHours,
    oneByOne: settings.DT_TURN_MESSAGES === "one",
    stopping: tooLate,
    logger,
  });
  const onWake = createOnWake({
    inbox,
    runner,
    tenantOf,
    savesCalls: async (tenantId) => (await tenants.get(tenantId)?.resource.quota.isTight()) ?? false,
    logger,
    ...createWorkerMetrics(metrics, {
      tenantIds: tenants.ids,
      inbox,
      accounts: createAccounts(redis),
      async tokensUsed(tenantId) {
        const tenant = tenantOf(tenantId);
        return tenant && (await budget.usedShare(tenant));
      },
    }),
  });
  const concurrency = settings.DT_WORKER_CONCURRENCY;
  const handleWake = shareFairly(onWake, {
    concurrency,
    tenantIds: tenants.ids,
    concurrentTurnsOf: (tenantId) => tenantOf(tenantId)?.limits.concurrentTurns,
    inbox,
    wakeSession: wakes.wakeSession,
  });
  const consumer = consumeWakes("inbound", handleWake, { redis, logger, concurrency });
  stack.adopt(consumer, (each) => each.close());
  const tellWaiting = createQueueNotices({ inbox, wakeReplies: wakes.wakeReplies, logger });
  const sweeper = startSweeper({
    tenantIds: tenants.ids,
    logger,
    sweep: (tenantId) =>
      sweep(tenantId, {
        inbox,
        wakes,
        tellWaiting,
        offer: (session) => consumer.offer(session),
        concurrentTurns: tenantOf(tenantId)?.limits.concurrentTurns,
      }),
  });
  stack.adopt(sweeper, (each) => each.close());
  health.started();
});
