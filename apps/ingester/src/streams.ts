/** One Stream connection per tenant. */
import { DingTalkError } from "@dt/api";
import { StreamClient } from "@dt/api/stream";
import { type Logger, type ServiceLogger, StartupError, type Tenant } from "@dt/runtime";
import type { Accept } from "./accept.ts";

export interface StreamsOptions {
  readonly apiUrl: string;
  readonly accept: Accept;
  readonly logger: ServiceLogger;
}

export interface TenantStream {
  readonly connected: boolean;
  /** Settles with the first connection; rejects when DingTalk refuses the credentials, which are then tried on slowly. */
  readonly started: Promise<void>;
  stop(): Promise<void>;
}

export function openStream({ id, dingtalk }: Tenant, { apiUrl, accept, logger }: StreamsOptions): TenantStream {
  const stream = new StreamClient({
    clientId: dingtalk.appKey,
    clientSecret: dingtalk.appSecret,
    apiUrl,
    // Ingesters that are restarted together, and all tenants of one, do not arrive in the same moment.
    startJitterMs: 300,
    logger: logger.child({ tenantId: id }),
    onRobotMessage: ({ data }) => accept(id, data),
  });
  const started = stream.start();
  // One tenant that is refused must not end the others; who wants to know awaits `started`.
  started.catch(() => undefined);
  return {
    started,
    get connected() {
      return stream.state === "open";
    },
    stop: () => stream.stop(),
  };
}

/**
 * Resolves when the first tenant is connected, or when the service has to stop.
 * @throws StartupError when DingTalk refuses every tenant
 */
export async function firstConnection(
  streams: readonly TenantStream[],
  signal: AbortSignal,
  logger: Logger,
): Promise<void> {
  if (signal.aborted) return;
  const stopped = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => stopped.resolve(), { once: true });
  if (streams.length === 0) logger.warn({}, "there is no tenant to connect");
  try {
    await Promise.race([Promise.any(streams.map(({ started }) => started)), stopped.promise]);
  } catch (error) {
    throw refused(error);
  }
}

function refused(error: unknown): unknown {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  if (!(first instanceof DingTalkError)) return error;
  return new StartupError("unauthorized", first.message, { cause: first });
}
