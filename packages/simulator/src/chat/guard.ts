import type { IncomingMessage } from "node:http";
import { ChatRefusal } from "./reply.ts";

const localNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Lets only this machine's own page through. The Host header must name this machine, or a foreign name that was
 * pointed at 127.0.0.1 could read everything; and no other site may send requests, or any open page could speak for
 * the people here. Following a link to the page from elsewhere is possible.
 * @throws {ChatRefusal} 403
 */
export function guard(request: IncomingMessage): void {
  const host = request.headers.host ?? "";
  if (!isLocal(host)) {
    throw new ChatRefusal(403, "foreign-host", "Open the chat page as http://127.0.0.1 or http://localhost.");
  }
  if (isFromElsewhere(request, host)) {
    throw new ChatRefusal(403, "foreign-origin", "Only the chat page itself may send this request.");
  }
}

function isLocal(host: string): boolean {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  return localNames.has(name);
}

function isFromElsewhere({ method, headers }: IncomingMessage, host: string): boolean {
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return true;
  const site = headers["sec-fetch-site"];
  const followsLink = method === "GET" && headers["sec-fetch-mode"] === "navigate";
  return site !== undefined && site !== "same-origin" && site !== "none" && !followsLink;
}
