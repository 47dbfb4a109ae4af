/** Takes DingTalk pushes and stores them before it acknowledges. */
import type { RobotMessage } from "@dt/api";
import { createWaker } from "@dt/queue";
import { createHealthServer, createLogger, createMetrics, openTenants, readSettings, runService } from "@dt/runtime";
import { createDeadLetters, createInbox, openRedis } from "@dt/session";
import { createAccept } from "./accept.ts";
import { createMemoryGuard } from "./memory-guard.ts";
import { createIngesterMetrics } from "./metrics.ts";
import { ingesterSettings } from "./settings.ts";
import { firstConnection, openStream, type TenantStream } from "./streams.ts";

await runService("ingester", async ({ stack, logger, signal, environment }) => {
  const settings = readSettings(ingesterSettings, environment);
  const metrics = createMetrics("ingester");
  const store = openRedis({ url: settings.REDIS_URL, mode: "fail-fast", name: "dt-ingester", logger, stack });
  const { redis } = store;
  const guard = stack.adopt(createMemoryGuard(redis, logger), (each) => each.close());
  const streams = new Map<string, TenantStream>();
  stack.use(
    await createHealthServer({
      port: settings.DT_HTTP_PORT,
      host: settings.DT_HTTP_HOST,
      ready: () => [
        ...store.problems(),
        ...(guard.full ? ["Redis is nearly full"] : []),
        ...([...streams.values()].some(({ connected }) => connected) ? [] : ["no tenant is connected to DingTalk"]),
      ],
      metrics,
      logger,
    }),
  );
  // A queue that is built before the connection is usable hangs until Redis comes, and a push could not be stored.
  await store.ready(signal);

  const waker = stack.adopt(createWaker("inbound", { redis, logger }), (each) => each.close());
  const accept = createAccept({
    inbox: createInbox<RobotMessage>(redis),
    deadLetters: createDeadLetters(redis),
    waker,
    guard: () => guard.check(),
    logger,
    ...createIngesterMetrics(metrics),
  });
  const streamLogger = createLogger({
    name: "ingester",
    level: settings.DINGTALK_STREAM_LOG_LEVEL ?? settings.LOG_LEVEL,
  });
  stack.use(
    await openTenants({
      settings,
      environment,
      logger,
      open: (tenant) => {
        const stream = openStream(tenant, { apiUrl: settings.DINGTALK_API_URL, accept, logger: streamLogger });
        streams.set(tenant.id, stream);
        return stream;
      },
      close: async (stream) => {
        for (const [id, other] of streams) if (other === stream) streams.delete(id);
        await stream.stop();
      },
    }),
  );
  await firstConnection([...streams.values()], signal, logger);
});
