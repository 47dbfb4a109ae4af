/** Tells people whose messages wait long that they are not forgotten. */
import type { RobotMessage } from "@dt/api";
import type { Logger } from "@dt/runtime";
import type { Inbox, Part, ReplyContent, StoredMessage } from "@dt/session";
import { routeOf } from "./reply.ts";
import { languageOf, texts } from "./texts.ts";

/** Longer than a wake takes by far, shorter than a person's patience. */
const WAITING_MS = 8000;
/** Told per look; who waits behind them is told at the next one. */
const MOST = 100;

export interface QueueNoticesOptions {
  readonly inbox: Pick<Inbox<RobotMessage>, "due" | "head" | "sayQueued">;
  readonly wakeReplies: (tenantId: string) => void;
  readonly logger: Logger;
}

/** Looks at one tenant's waiting sessions; the longest waiting come first. Returns how many people were told. */
export async function tellWaiting(tenantId: string, options: QueueNoticesOptions): Promise<number> {
  const { inbox, wakeReplies, logger } = options;
  const { sessionIds } = await inbox.due(tenantId, { graceMs: WAITING_MS, limit: MOST });
  let told = 0;
  for (const [ahead, sessionId] of sessionIds.entries()) {
    const session = { tenantId, sessionId };
    const message = await inbox.head(session);
    if (message === undefined) continue;
    const part = queuedPart(sessionId, message, ahead);
    if (await inbox.sayQueued(session, { waitingMs: WAITING_MS, part })) told++;
  }
  if (told === 0) return 0;
  wakeReplies(tenantId);
  logger.warn({ tenantId, told, waiting: sessionIds.length }, "messages wait long; are there enough workers?");
  return told;
}

function queuedPart(
  sessionId: string,
  { id, content }: StoredMessage<RobotMessage>,
  ahead: number,
): Part<ReplyContent> {
  const words = texts[languageOf(content.text)];
  const body = { kind: "markdown" as const, title: words.replyTitle, text: words.queued(ahead) };
  const partId = `${sessionId}#queued-${id}`;
  const reply: ReplyContent = { route: routeOf(content), body, mention: false };
  return { id: partId, turnId: partId, messages: 0, messageIds: [], outcome: "answered", content: reply };
}
