import { randomUUID } from "node:crypto";
import type { Exchange, Reply } from "../../http/exchange.ts";
import { serve } from "../../http/serve.ts";
import type { State } from "../../simulator/state.ts";
import type { MediaFile } from "./media.ts";

const sharedPrefix = "/simulated/files/";
const uploadedPrefix = "/media/";

/** Serves the temporary addresses of files that people sent; undefined for other paths. */
export function serveSharedFile(state: State, exchange: Exchange): Promise<void> | undefined {
  return serveFile(state, exchange, sharedPrefix, (key) => state.platform.media.shared(key));
}

/** Serves the pictures of the chat; undefined for other paths. */
export function serveChatFile(state: State, exchange: Exchange): Promise<void> | undefined {
  return serveFile(state, exchange, uploadedPrefix, (mediaId) => state.platform.media.uploaded(mediaId));
}

function serveFile(
  state: State,
  exchange: Exchange,
  prefix: string,
  find: (key: string) => MediaFile | undefined,
): Promise<void> | undefined {
  if (exchange.method !== "GET" || !exchange.path.startsWith(prefix)) return undefined;
  const subject = { operation: "media.download", requestId: randomUUID() };
  const file = find(decodeURIComponent(exchange.path.slice(prefix.length)));
  return serve(state.serving, exchange, subject, () => (file ? toReply(file) : { status: 404, body: "not found" }));
}

function toReply({ bytes, contentType }: MediaFile): Reply {
  // Uploaded files are shown as pictures only; nothing in them may run as a page of this origin.
  const headers = {
    "content-type": contentType,
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox",
  };
  return { status: 200, body: bytes, headers };
}
