/** Takes DingTalk pushes and stores them before it acknowledges. */
import type { RobotMessage } from "@dt/api";
import { StreamClient } from "@dt/api/stream";
import { createWaker } from "@dt/queue";
import { createHealthServer, createLogger, createMetrics, openTenants, readSettings, runService } from "@dt/runtime";
import { checkRedisSafety, closeRedis, connectRedis, createDeadLetters, createInbox, redisReady } from "@dt/session";
import { createAccept } from "./accept.ts";
import { createMemoryGuard } from "./memory-guard.ts";
import { createIngesterMetrics } from "./metrics.ts";
import { ingesterSettings } from "./settings.ts";

await runService("ingester", async ({ stack, logger, signal, environment }) => {
  const settings = readSettings(ingesterSettings, environment);
  const metrics = createMetrics("ingester");
  const connection = { mode: "fail-fast", name: "dt-ingester", logger } as const;
  const redis = stack.adopt(connectRedis(settings.REDIS_URL, connection), closeRedis);
  const guard = stack.adopt(createMemoryGuard(redis, logger), (each) => each.close());
  const streams = new Map<string, StreamClient>();
  let started = false;
  stack.use(
    await createHealthServer({
      port: settings.DT_HTTP_PORT,
      host: settings.DT_HTTP_HOST,
      ready: () => [
        ...(redis.status === "ready" ? [] : ["Redis is not reachable"]),
        ...(guard.full ? ["Redis is nearly full"] : []),
        ...(started ? [] : ["starting"]),
        ...Array.from(streams).flatMap(([id, { connected }]) => (connected ? [] : [`tenant ${id} is not connected`])),
      ],
      metrics,
      logger,
    }),
  );
  // A queue that is built before the connection is usable hangs until Redis comes, and a push could not be stored.
  await redisReady(redis, signal);
  for (const warning of await checkRedisSafety(redis)) logger.warn({}, warning);

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
      open: async ({ id, dingtalk: { appKey, appSecret } }) => {
        const stream = new StreamClient({
          appKey,
          appSecret,
          apiUrl: settings.DINGTALK_API_URL,
          logger: streamLogger.child({ tenantId: id }),
          onRobotMessage: (data) => accept(id, data),
        });
        await stream.start();
        streams.set(id, stream);
        return stream;
      },
      close: (stream) => stream.stop(),
    }),
  );
  started = true;
});
