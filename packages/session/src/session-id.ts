/** A session: one tenant, one person, one place. */
export interface SessionKey {
  readonly tenantId: string;
  readonly sessionId: string;
}

/** Who speaks and where, as DingTalk names them. Ids are opaque: never shortened, never case-folded. */
export interface SessionOf {
  /** The staff id; absent for people outside the organisation. */
  readonly staffId?: string | undefined;
  /** The encrypted sender id that every message carries. */
  readonly senderId: string;
  readonly conversation: { readonly id: string; readonly type: "private" | "group" };
}

/**
 * `dingtalk_private_{userId}` or `dingtalk_group_{conversationId}_{userId}`.
 *
 * Two different pairs never give the same id: an underscore or percent sign inside the conversation id, and a `$` (sender
 * ids start with it) or percent sign at the start of a staff id, are percent-encoded. Ids as DingTalk issues them have none.
 */
export function sessionIdOf({ staffId, senderId, conversation }: SessionOf): string {
  const userId = staffId ? staffId.replace(/^[$%]/, encodeURIComponent) : senderId;
  if (conversation.type === "private") return `dingtalk_private_${userId}`;
  const place = conversation.id.replace(/[%_]/g, encodePlace);
  return `dingtalk_group_${place}_${userId}`;
}

function encodePlace(character: string): string {
  return character === "_" ? "%5F" : "%25";
}

/** The key of one of the things that Redis holds of a session. */
export function keyOf(
  { tenantId, sessionId }: SessionKey,
  name: "inbox" | "lane" | "history" | "ended" | "memory" | "state",
): string {
  return `${tenantPrefix(tenantId)}s:${sessionId}:${name}`;
}

/** All keys of a tenant begin with this. The braces keep them in one slot of a Redis Cluster. */
export function tenantPrefix(tenantId: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(tenantId)) {
    throw new TypeError(`tenant id ${JSON.stringify(tenantId)} must be 1 to 64 letters, digits, "_" or "-"`);
  }
  return `dt:{${tenantId}}:`;
}
