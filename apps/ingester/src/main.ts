/** Takes DingTalk pushes and stores them before it acknowledges. */
import type { RobotMessage } from "@dt/api";
import { createWaker } from "@dt/queue";
import {
  createHealthServer,
  createLogger,
  createMetrics,
  loadTenants,
  openTenants,
  readSettings,
  runService,
} from "@dt/runtime";
import { createDeadLetters, createInbox, openRedis } from "@dt/session";
import { createAccept } from "./accept.ts";
import { openCallbackServer } from "./callback-server.ts";
import { createMemoryGuard } from "./memory-guard.ts";
import { createIngesterMetrics } from "./metrics.ts";
import { openReceiver, type TenantReceiver } from "./receivers.ts";
import { ingesterSettings } from "./settings.ts";
import { firstConnection } from "./streams.ts";

await runService("ingester", async ({ stack, logger, signal, environment, fail }) => {
  const settings = readSettings(ingesterSettings, environment);
  // What is wrong with the tenants is told now, not once Redis is there.
  loadTenants(settings, environment);
  const metrics = createMetrics("ingester");
  const { REDIS_URL: url, DT_REDIS_WAIT_REPLICAS: replicas } = settings;
  const store = openRedis({ url, mode: "fail-fast", name: "dt-ingester", logger, metrics, replicas, fail, stack });
  const { redis, mailboxes } = store;
  const guard = stack.adopt(createMemoryGuard(redis, logger), (each) => each.close());
  const receivers = new Map<string, TenantReceiver>();
  stack.use(
    await createHealthServer({
      port: settings.DT_HTTP_PORT,
      host: settings.DT_HTTP_HOST,
      ready: () => [
        ...store.problems(),
        ...(guard.full ? ["Redis is nearly full"] : []),
        ...([...receivers.values()].some(({ connected }) => connected) ? [] : ["no tenant is connected to DingTalk"]),
      ],
      metrics,
      logger,
    }),
  );
  // A queue that is built before the connection is usable hangs until Redis comes, and a push could not be stored.
  await store.ready(signal);

  const waker = stack.adopt(createWaker("inbound", { redis, logger }), (each) => each.close());
  const { onAccepted, onCallback } = createIngesterMetrics(metrics, {
    connected: () => Array.from(receivers, ([id, { connected }]) => [id, connected] as const),
  });
  const accept = createAccept({
    inbox: createInbox<RobotMessage>(mailboxes, { replicas }),
    deadLetters: createDeadLetters(mailboxes, { replicas }),
    waker,
    guard: () => guard.check(),
    logger,
    onAccepted,
  });
  const streamLogger = createLogger({
    name: "ingester",
    level: settings.DINGTALK_STREAM_LOG_LEVEL ?? settings.LOG_LEVEL,
  });
  const { DT_CALLBACK_PORT: callbackPort, DT_CALLBACK_HOST: callbackHost, DINGTALK_API_URL: apiUrl } = settings;
  const receiving = { apiUrl, accept, logger: streamLogger, hasCallbackPort: callbackPort !== undefined };
  stack.use(
    await openTenants({
      settings,
      environment,
      logger,
      open: (tenant) => {
        const receiver = openReceiver(tenant, receiving);
        receivers.set(tenant.id, receiver);
        return receiver;
      },
      close: async (receiver) => {
        for (const [id, other] of receivers) if (other === receiver) receivers.delete(id);
        await receiver.stop();
      },
    }),
  );
  if (callbackPort !== undefined) {
    const find = (tenantId: string) => receivers.get(tenantId)?.callback;
    stack.use(
      await openCallbackServer({ port: callbackPort, host: callbackHost, find, logger, onAnswered: onCallback }),
    );
  }
  await firstConnection([...receivers.values()], signal, logger);
});
