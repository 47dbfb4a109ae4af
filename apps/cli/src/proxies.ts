import type { Host } from "./host.ts";

/** Sends requests through the proxies that the environment names. Loads nothing where it names none. */
export async function useProxies({ environment, errors }: Host): Promise<void> {
  if (!["HTTPS_PROXY", "HTTP_PROXY"].some((name) => environment[name] || environment[name.toLowerCase()])) return;
  const proxies = await import("@dt/runtime/proxy");
  for (const problem of proxies.useProxies(environment).problems) errors.write(`${problem}\n`);
}
