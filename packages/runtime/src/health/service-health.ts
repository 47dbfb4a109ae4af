import type { Logger } from "../logging/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { createHealthServer } from "./health.ts";

export interface ServiceHealthOptions {
  /** The values of `httpSettings`. */
  readonly settings: { readonly DT_HTTP_PORT: number; readonly DT_HTTP_HOST: string };
  /** Reasons not to be ready, in words, besides that the service is still starting. */
  readonly problems: () => readonly string[];
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Closes the port. */
  readonly stack: AsyncDisposableStack;
}

export interface ServiceHealth {
  /** Everything is open: from now on the service is ready, unless there are problems. */
  started(): void;
}

/** Opens a service's health port, before anything that may take long. @throws StartupError */
export async function openServiceHealth(options: ServiceHealthOptions): Promise<ServiceHealth> {
  const { settings, problems, metrics, logger, stack } = options;
  let isStarted = false;
  const server = await createHealthServer({
    port: settings.DT_HTTP_PORT,
    host: settings.DT_HTTP_HOST,
    ready: () => [...problems(), ...(isStarted ? [] : ["starting"])],
    metrics,
    logger,
  });
  stack.use(server);
  return {
    started() {
      isStarted = true;
    },
  };
}
