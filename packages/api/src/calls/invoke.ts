import type { CallOptions, ClientOptions } from "../client/client-options.ts";
import { silentLogger } from "../logging/logger.ts";
import type { Operation } from "../operation.ts";
import { operations } from "../operations/index.ts";
import { buildRequest, type Hosts } from "../requests/build-request.ts";
import { systemClock } from "../time/clock.ts";
import { fetchToken } from "../tokens/fetch-token.ts";
import { identityOf } from "../tokens/identity.ts";
import { createMemoryTokenCache } from "../tokens/memory-token-cache.ts";
import { createTokenSource } from "../tokens/token-source.ts";
import { createFetchExchange } from "../transport/fetch-exchange.ts";
import { httpExchange } from "../transport/http-exchange.ts";
import { createTransport } from "../transport/transport.ts";
import { type ApiRequest, compose, type Step } from "./call.ts";
import { withLimit } from "./steps/with-limit.ts";
import { withReport } from "./steps/with-report.ts";
import { withRetry } from "./steps/with-retry.ts";
import { withToken, withTokenAtHand } from "./steps/with-token.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Options of a call that only this package sets. */
export interface InvokeOptions extends CallOptions {
  /** Replaces the URL that follows from operation and input. */
  readonly url?: string;
}

/** A request before the options of its call are in it. */
export type RequestToSend = Pick<ApiRequest, "operation" | "method" | "url" | "headers" | "body" | "repeatable">;

export interface Invoker {
  /** Validates, builds and sends one call. */
  readonly invoke: (operation: Operation, input: Fields, options?: InvokeOptions) => Promise<Fields>;
  readonly send: (request: RequestToSend, options?: InvokeOptions) => Promise<Fields>;
  readonly accessToken: () => Promise<string>;
}

/** Puts the steps around the transport. */
export function createInvoker(options: ClientOptions, hosts: Hosts): Invoker {
  const { credentials, clock = systemClock, logger = silentLogger, random = Math.random, onCall = () => {} } = options;
  const identity = identityOf(credentials);
  const transport = createTransport(options.fetch === undefined ? httpExchange : createFetchExchange(options.fetch));
  const report = withReport({ identity, clock, logger, onCall });
  const retry = withRetry({ clock, random, maxWaitMs: options.maxWaitMs ?? 5_000 });
  const limit: Step[] = options.limiter === undefined ? [] : [withLimit(options.limiter, identity)];

  const callForToken = compose([report, retry, ...limit], transport);
  const tokens = createTokenSource({
    key: `${new URL(hosts.api).host}:${identity}`,
    cache: options.tokenCache ?? createMemoryTokenCache(),
    clock,
    logger,
    fetchToken: () => {
      return fetchToken(credentials, (name, input) => {
        return callForToken(withOptions(buildRequest(operations[name], input, hosts), options));
      });
    },
  });
  const call = compose([report, withTokenAtHand(tokens), retry, ...limit, withToken(tokens)], transport);
  return {
    invoke: async (operation, input, callOptions) => {
      return call(withOptions(buildRequest(operation, input, hosts), options, callOptions));
    },
    send: (request, callOptions) => call(withOptions(request, options, callOptions)),
    accessToken: () => tokens.get(),
  };
}

function withOptions(request: RequestToSend, defaults: ClientOptions, options: InvokeOptions = {}): ApiRequest {
  return {
    ...request,
    url: options.url === undefined ? request.url : new URL(options.url).href,
    signal: options.signal,
    timeoutMs: options.timeoutMs ?? defaults.timeoutMs ?? 15_000,
    maxAttempts: options.maxAttempts ?? defaults.maxAttempts ?? 3,
    attempt: 1,
    onUploadProgress: options.onUploadProgress,
  };
}
