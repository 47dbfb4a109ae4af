import type { Environment } from "../settings/environment.ts";
import { type Proxy, useProxyAgents } from "./proxy-agents.ts";

/** What became of the variables that name proxies. */
export interface ProxyUse {
  /** Name and port of each proxy in use, without user and password. */
  readonly proxies: readonly string[];
  /** Variables that cannot be used, each with what to set it to. Without their values. */
  readonly problems: readonly string[];
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
  useProxyAgents({ secure, plain, noProxy: bypassed ? `${bypassed},${loopback}` : loopback });
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
