/** What an admin of a tenant is told without having asked. */
import { type Announcement, type Part, type ReplyContent, sessionIdOf } from "@dt/session";
import { texts } from "./texts.ts";

/** A message to one admin, in their private chat with the robot. */
export function makeAlarm(staffId: string, key: string, text: string): Announcement["to"][number] {
  // Only the API leads to somebody who has said nothing: it needs the staff id, and no conversation.
  const conversation = { id: "", type: "private" } as const;
  const id = `alarm!${key}!${staffId}`;
  const content: ReplyContent = {
    route: { conversation, userId: staffId },
    body: { kind: "markdown", title: texts.zh.alarmTitle, text },
    mention: false,
  };
  const part: Part<ReplyContent> = { id, turnId: id, messages: 0, messageIds: [], outcome: "answered", content };
  return { sessionId: sessionIdOf({ staffId, senderId: "", conversation }), part };
}
