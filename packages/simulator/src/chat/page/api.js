/** Requests to the simulator. */

/** @import { PagePath, SendReceipt, SendRequest } from "./types.d.ts" */

/** A request that was answered with a refusal; `message` says why, `code` is its short name. */
export class RefusedError extends Error {
  /** @override */
  name = "RefusedError";

  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * @param {SendRequest} message
 * @returns {Promise<SendReceipt>}
 * @throws {RefusedError} when the server refuses it; any other error means that the server was not reached
 */
export function sendMessage(message) {
  return request("/chat/messages", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
  });
}

/**
 * @param {string} messageId
 * @returns {Promise<PagePath>}
 */
export function fetchPath(messageId) {
  return request(`/chat/path/${encodeURIComponent(messageId)}`);
}

/**
 * @param {string} url
 * @param {RequestInit} [init]
 */
async function request(url, init = {}) {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) });
  const body = await response.json().catch(() => undefined);
  if (!response.ok) {
    throw new RefusedError(body?.error?.code ?? "unknown", body?.error?.message ?? `HTTP ${response.status}`);
  }
  return body;
}
