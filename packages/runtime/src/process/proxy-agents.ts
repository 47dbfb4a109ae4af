import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";

/** A proxy, and the variable that names it. */
export interface Proxy {
  readonly name: string;
  /** With user and password. */
  readonly url: URL;
}

export interface ProxyAgentOptions {
  /** For `https:`. */
  readonly secure: Proxy | undefined;
  /** For `http:`. */
  readonly plain: Proxy | undefined;
  /** Hosts that are reached directly, as in `NO_PROXY`. */
  readonly noProxy: string;
}

/** Those of Node's own global agents. */
const usual = { keepAlive: true, scheduling: "lifo", timeout: 5000 } as const;

/** Puts agents that go through the proxies in the place of Node's global ones. */
export function useProxyAgents({ secure, plain, noProxy }: ProxyAgentOptions): void {
  const proxyEnv = {
    ...(secure && { https_proxy: secure.url.href }),
    ...(plain && { http_proxy: plain.url.href }),
    no_proxy: noProxy,
  };
  // For `fetch`; the agents that it makes know neither `agent: false` nor what to say.
  http.setGlobalProxyFromEnv(proxyEnv);
  if (plain) http.globalAgent = createPlainAgent(proxyEnv);
  if (secure) https.globalAgent = createSecureAgent(proxyEnv, secure);
}

// Each agent has a class of its own: Node makes another one of it, without options, for a request with `agent: false`.

function createPlainAgent(proxyEnv: NodeJS.ProcessEnv): http.Agent {
  class PlainAgent extends http.Agent {
    constructor(options?: http.AgentOptions) {
      super({ ...options, proxyEnv });
    }
  }
  return new PlainAgent(usual);
}

function createSecureAgent(proxyEnv: NodeJS.ProcessEnv, proxy: Proxy): https.Agent {
  class SecureAgent extends https.Agent {
    constructor(options?: https.AgentOptions) {
      // Without a time limit a proxy that says nothing would keep a request for ever.
      super({ timeout: usual.timeout, ...options, proxyEnv });
    }

    override createConnection(
      options: https.RequestOptions,
      done?: (error: Error | null, stream: Duplex) => void,
    ): Duplex | null | undefined {
      // Only tunnels are told about in this way; what is reached directly tells by its socket.
      return super.createConnection(options, (error, stream) => {
        // Node leaves the connection to a proxy that refuses open, and its end with an error would end the process.
        if (error !== null) stream?.destroy();
        done?.(error && explain(error, proxy), stream);
      });
    }
  }
  return new SecureAgent(usual);
}

interface TunnelError extends Error {
  readonly code?: string;
  readonly statusCode?: number;
  readonly syscall?: string;
}

/** The failures that are the proxy's, named as Node names them, with what to do; those of the host behind it as they are. */
function explain(error: TunnelError, { name, url }: Proxy): Error {
  // A name with several addresses fails once for each.
  const why = reasonOf(error instanceof AggregateError ? (error.errors[0] as TunnelError) : error, name, url);
  if (why === undefined) return error;
  return Object.assign(new Error(`the proxy ${url.host} ${why}`), { code: "ERR_PROXY_TUNNEL" });
}

function reasonOf({ code, statusCode, syscall }: TunnelError, name: string, url: URL): string | undefined {
  if (syscall === "connect" || syscall === "getaddrinfo") return `cannot be reached (${code}): check ${name}`;
  if (code !== "ERR_PROXY_TUNNEL") return undefined;
  if (statusCode === undefined) return `gave no answer: check that ${name} names an HTTP proxy`;
  if (statusCode !== 407) return `refused the connection (HTTP ${statusCode}): ask who runs it to allow this host`;
  return url.username === ""
    ? `wants user and password (HTTP 407): put them into ${name}, as in http://user:password@${url.host}`
    : `does not accept the user and password of ${name} (HTTP 407)`;
}
