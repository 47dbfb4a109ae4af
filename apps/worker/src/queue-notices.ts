/** Tells people whose messages wait long that they are not forgotten. */
import type { RobotMessage } from "@dt/api";
import type { Logger } from "@dt/runtime";
import type { Inbox, Part, ReplyContent, SessionKey, StoredMessage } from "@dt/session";
import { languageOf, texts } from "./texts.ts";
import { makeOwnPart, routeOf } from "./turn/reply.ts";

/** Longer than a wake takes by far, shorter than a person's patience. */
const WAITING_MS = 8000;
/** Told per look; who waits behind them is told at the next one. */
const MOST = 100;
/** Who waits behind so many others is told when some of them had their turn. */
const LOOKED_AT = 1000;

export interface QueueNoticesOptions {
  readonly inbox: Pick<Inbox<RobotMessage>, "due" | "head" | "sayQueued">;
  readonly wakeReplies: (tenantId: string) => void;
  readonly logger: Logger;
}

/** Looks at one tenant's waiting sessions; the longest waiting come first. Resolves with how many people were told. */
export type QueueNotices = (tenantId: string) => Promise<number>;

export function createQueueNotices({ inbox, wakeReplies, logger }: QueueNoticesOptions): QueueNotices {
  /** Sessions that wait and know it, whoever told them, by tenant. */
  const informed = new Map<string, ReadonlySet<string>>();

  /** True when it was told now, not before. */
  async function tell(session: SessionKey, ahead: number): Promise<boolean> {
    const message = await inbox.head(session);
    if (message === undefined) return false;
    const part = queuedPart(session.sessionId, message, ahead);
    return await inbox.sayQueued(session, { waitingMs: WAITING_MS, part });
  }

  return async (tenantId) => {
    const { sessionIds } = await inbox.due(tenantId, { graceMs: WAITING_MS, limit: LOOKED_AT });
    const before = informed.get(tenantId);
    const now = new Set(sessionIds.filter((sessionId) => before?.has(sessionId)));
    let told = 0;
    for (const [ahead, sessionId] of sessionIds.entries()) {
      if (told >= MOST) break;
      if (now.has(sessionId)) continue;
      if (await tell({ tenantId, sessionId }, ahead)) told++;
      now.add(sessionId);
    }
    if (now.size > 0) informed.set(tenantId, now);
    else informed.delete(tenantId);
    if (told === 0) return 0;
    wakeReplies(tenantId);
    logger.warn({ tenantId, told, waiting: sessionIds.length }, "messages wait long; are there enough workers?");
    return told;
  };
}

function queuedPart(
  sessionId: string,
  { id, content }: StoredMessage<RobotMessage>,
  ahead: number,
): Part<ReplyContent> {
  const words = texts[languageOf(content.text)];
  const said = { title: words.replyTitle, text: words.queued(ahead) };
  return makeOwnPart(`${sessionId}#queued-${id}`, routeOf(content), said);
}
