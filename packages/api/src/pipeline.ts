import { assertAllowed } from "./assert-allowed.ts";
import { buildRequest, type Hosts, type RequestParts } from "./build-request.ts";
import { type Call, compose, type Step } from "./call.ts";
import type { CallOptions, ClientOptions } from "./client-options.ts";
import { DingTalkError } from "./errors/dingtalk-error.ts";
import { silentLogger } from "./logger.ts";
import type { Operation } from "./operation.ts";
import { type OperationName, operations } from "./operations/index.ts";
import { withLimit } from "./steps/with-limit.ts";
import { withReport } from "./steps/with-report.ts";
import { withRetry } from "./steps/with-retry.ts";
import { withToken } from "./steps/with-token.ts";
import { systemClock } from "./system-clock.ts";
import { identityOf } from "./tokens/credentials.ts";
import { type CallTokenOperation, fetchToken } from "./tokens/fetch-token.ts";
import { createMemoryTokenCache } from "./tokens/token-cache.ts";
import { createTokenSource } from "./tokens/token-source.ts";
import { createFetchExchange } from "./transport/fetch-exchange.ts";
import { httpExchange } from "./transport/http-exchange.ts";
import { createTransport } from "./transport/transport.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Options of a call that only this package sets. */
export interface InvokeOptions extends CallOptions {
  /** Replaces the URL that follows from operation and input. */
  readonly url?: string;
}

/** Validates, builds and sends one call. */
type Invoke = (operation: Operation, input: Fields, options?: InvokeOptions) => Promise<Fields>;

/** What a client does, without its types. */
export interface Pipeline {
  /** Calls an operation by name. */
  readonly call: (name: string, input: Fields, options?: InvokeOptions) => Promise<Fields>;
  /** The request that `call` would send, without access token. */
  readonly describe: (name: string, input: Fields) => Promise<RequestParts>;
  readonly accessToken: () => Promise<string>;
}

/** Puts the steps around the transport. */
export function createPipeline(options: ClientOptions, hosts: Hosts): Pipeline {
  const { credentials, clock = systemClock, logger = silentLogger, random = Math.random, onCall = () => {} } = options;
  const identity = identityOf(credentials);
  const transport = createTransport(options.fetch === undefined ? httpExchange : createFetchExchange(options.fetch));
  const report = withReport({ identity, clock, logger, onCall });
  const retry = withRetry({ clock, random, maxWaitMs: options.maxWaitMs ?? 5_000 });
  const limit: Step[] = options.limiter === undefined ? [] : [withLimit(options.limiter, identity)];

  const invokeWith = (call: Call): Invoke => invoker(call, options, hosts);
  const invokeToken = invokeWith(compose([report, retry, ...limit], transport));
  const callToken: CallTokenOperation = (name, input) => invokeToken(operations[name], input);
  const tokens = createTokenSource({
    key: `${new URL(hosts.api).host}:${identity}`,
    cache: options.tokenCache ?? createMemoryTokenCache(),
    clock,
    logger,
    fetchToken: () => fetchToken(credentials, callToken),
  });
  const invoke = invokeWith(compose([report, retry, ...limit, withToken(tokens)], transport));
  return {
    async call(name, input, callOptions) {
      const operation = find(name);
      assertAllowed(operation, credentials);
      return invoke(operation, input, callOptions);
    },
    describe: async (name, input) => buildRequest(find(name), input, hosts),
    accessToken: () => tokens.get(),
  };
}

function find(name: string): Operation {
  const operation = Object.hasOwn(operations, name) ? operations[name as OperationName] : undefined;
  if (operation !== undefined) return operation;
  throw new DingTalkError(`There is no operation ${name}; see operationNames.`, { code: "invalid_request" });
}

function invoker(call: Call, defaults: ClientOptions, hosts: Hosts): Invoke {
  return async (operation, input, options = {}) => {
    const { url, ...parts } = buildRequest(operation, input, hosts);
    return call({
      ...parts,
      url: options.url === undefined ? url : new URL(options.url).href,
      signal: options.signal,
      timeoutMs: options.timeoutMs ?? defaults.timeoutMs ?? 15_000,
      maxAttempts: options.maxAttempts ?? defaults.maxAttempts ?? 3,
      attempt: 1,
    });
  };
}
