/** What an admin of a tenant is told without having asked. */
import { type Announcement, sessionIdOf } from "@dt/session";
import { texts } from "./texts.ts";
import { makeOwnPart } from "./turn/reply.ts";

/** A message to one admin, in their private chat with the robot. */
export function makeAlarm(staffId: string, key: string, text: string): Announcement["to"][number] {
  // Only the API leads to somebody who has said nothing: it needs the staff id, and no conversation.
  const conversation = { id: "", type: "private" } as const;
  const route = { conversation, userId: staffId };
  const part = makeOwnPart(`alarm!${key}!${staffId}`, route, { title: texts.zh.alarmTitle, text });
  return { sessionId: sessionIdOf({ staffId, senderId: "", conversation }), part };
}
