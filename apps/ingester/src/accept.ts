/** Accepts a push: stored first, acknowledged by returning. Nothing slow happens here. */
import { DingTalkError, type RobotMessage } from "@dt/api";
import { parseRobotMessage } from "@dt/api/messages";
import type { Waker } from "@dt/queue";
import type { Logger } from "@dt/runtime";
import { type DeadLetters, type Inbox, type SessionKey, sessionIdOf } from "@dt/session";

export interface AcceptOptions {
  readonly inbox: Inbox<RobotMessage>;
  readonly deadLetters: DeadLetters;
  readonly waker: Pick<Waker<"inbound">, "wakeSoon">;
  /** Throws while nothing may be stored, for example because Redis is nearly full. */
  readonly guard: () => void;
  readonly logger: Logger;
  readonly onAccepted: (tenantId: string, result: "stored" | "duplicate" | "unreadable") => void;
}

/**
 * Stores a push. Returning means that it may be acknowledged; a throw means that it must not be, so that DingTalk
 * pushes it again.
 */
export type Accept = (tenantId: string, data: unknown) => Promise<void>;

export function createAccept({ inbox, deadLetters, waker, guard, logger, onAccepted }: AcceptOptions): Accept {
  return async (tenantId, data) => {
    guard();
    const message = read(data);
    if (message instanceof Error) {
      const detail = message instanceof DingTalkError ? message.message : `It cannot be read (${message.name}).`;
      const payload = toPayload(data);
      const { duplicate } = await deadLetters.keepUnreadable(tenantId, { reason: "unreadable", detail, payload });
      if (!duplicate) logger.error({ tenantId, detail }, "a push cannot be read; it is kept as a dead letter");
      onAccepted(tenantId, duplicate ? "duplicate" : "unreadable");
      return;
    }
    const session = sessionOf(tenantId, message);
    const { id, robotCode, sentAt } = message;
    const control = isStop(message) ? { control: "stop" as const } : {};
    const stored = await inbox.append(session, { id, robotCode, sentAt, content: message, ...control });
    // The message is safe already.
    if (needsWake(message, stored)) waker.wakeSoon(session);
    onAccepted(tenantId, stored.duplicate ? "duplicate" : "stored");
  };
}

/** What cannot be read now cannot be read later either: to push it again would help nobody. */
function read(data: unknown): RobotMessage | Error {
  try {
    return parseRobotMessage(data);
  } catch (error) {
    return error instanceof Error ? error : new Error("unknown");
  }
}

/** JSON; of what is nested more deeply than it can be written, only that it was there. */
function toPayload(data: unknown): string {
  try {
    return JSON.stringify(data ?? null);
  } catch {
    return JSON.stringify({ lost: "nested too deeply" });
  }
}

function sessionOf(tenantId: string, { sender, conversation }: RobotMessage): SessionKey {
  return { tenantId, sessionId: sessionIdOf({ staffId: sender.staffId, senderId: sender.id, conversation }) };
}

/**
 * Not behind other messages: the first one of them woke the session, and the commit of its turn wakes it again.
 * A repeated push wakes too: the first one's wake may be what was lost.
 */
function needsWake(message: RobotMessage, { duplicate, waiting }: { duplicate: boolean; waiting: number }): boolean {
  return duplicate || waiting === 1 || isStop(message);
}

function isStop({ text }: RobotMessage): boolean {
  return text.trim().toLowerCase() === "/stop";
}
