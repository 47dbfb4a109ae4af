import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import type { Environment } from "../settings/environment.ts";

/** What became of the variables that name proxies. */
export interface ProxyUse {
  /** Name and port of each proxy in use, without user and password. */
  readonly proxies: readonly string[];
  /** Variables that cannot be used, each with what to set it to. Without their values. */
  readonly problems: readonly string[];
}

/** A proxy, and the variable that names it. */
interface Proxy {
  readonly name: string;
  readonly url: URL;
}

/** Reached directly in any case: nobody means the loopback of the proxy. Agents know IPv6 without brackets, `fetch` with. */
const loopback = "localhost,127.0.0.1,::1,[::1]";

/**
 * Sends what leaves this process by HTTP(S) through the proxies that `HTTPS_PROXY` and `HTTP_PROXY` name, but for the
 * hosts of `NO_PROXY` and this machine; of both cases of a name the lower one wins. That goes for all requests that use
 * Node's global agents or `agent: false`, and for `fetch`. Call it before the first request.
 */
export function useProxies(environment: Environment): ProxyUse {
  const problems: string[] = [];
  const read = (variable: string): Proxy | undefined => {
    const name = environment[variable.toLowerCase()] ? variable.toLowerCase() : variable;
    const value = environment[name];
    if (!value) return undefined;
    const url = readProxyUrl(value);
    if (url === undefined) problems.push(`${name} is not used: ${wanted}`);
    return url && { name, url };
  };
  const [secure, plain] = [read("HTTPS_PROXY"), read("HTTP_PROXY")];
  const bypassed = environment["no_proxy"] || environment["NO_PROXY"];
  useGlobally(secure, plain, bypassed ? `${bypassed},${loopback}` : loopback);
  return { proxies: [...new Set([secure, plain].flatMap((proxy) => (proxy ? [proxy.url.host] : [])))], problems };
}

const wanted = "set it to http://host:port, with user:password@ before the host (percent-encoded) if the proxy asks";

/** Undefined for what is no HTTP proxy, such as one for SOCKS. As for curl, `http://` may be left out. */
function readProxyUrl(value: string): URL | undefined {
  const url = URL.parse(value.includes("://") ? value : `http://${value}`);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  try {
    decodeURIComponent(url.username + url.password);
    return url;
  } catch {
    return undefined;
  }
}

function useGlobally(secure: Proxy | undefined, plain: Proxy | undefined, noProxy: string): void {
  const proxyEnv = {
    ...(secure && { https_proxy: secure.url.href }),
    ...(plain && { http_proxy: plain.url.href }),
    no_proxy: noProxy,
  };
  // For `fetch`; the agents that it makes know neither `agent: false` nor what to say.
  http.setGlobalProxyFromEnv(proxyEnv);
  const usual = { keepAlive: true, scheduling: "lifo", timeout: 5000 } as const;
  // Node makes another one of their kind, without options, for each request with `agent: false`.
  class PlainAgent extends http.Agent {
    constructor(options?: http.AgentOptions) {
      super({ ...options, proxyEnv });
    }
  }
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
        done?.(error && secure ? explain(error, secure) : error, stream);
      });
    }
  }
  if (plain) http.globalAgent = new PlainAgent(usual);
  if (secure) https.globalAgent = new SecureAgent(usual);
}

interface TunnelError extends Error {
  readonly code?: string;
  readonly statusCode?: number;
  readonly syscall?: string;
}

/** The failures that are the proxy's, named as Node names them, with what to do; those of the host behind it as they are. */
function explain(error: TunnelError, { name, url }: Proxy): Error {
  const why = reasonOf(error, name, url);
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
