import type { IncomingMessage } from "node:http";

/**
 * A page from elsewhere must not reach the simulator through the browser of a developer: its requests carry its
 * own origin, or after a rebinding of its name, its own host.
 */
export function isTrusted({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? "";
  const isLocal = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
  return isLocal && (headers.origin === undefined || headers.origin === `http://${host}`);
}
