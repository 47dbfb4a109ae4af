/** What an admin of a tenant is told without having asked. */
import type { Tenant } from "@dt/runtime";
import { type Announcement, type Announcements, sessionIdOf, usageDay } from "@dt/session";
import { texts } from "./texts.ts";
import { makeOwnPart } from "./turn/reply.ts";

/** A message to each admin who is named, in their private chat with the robot. */
export function makeAlarms({ admins }: Tenant["access"], key: string, text: string): Announcement["to"] {
  return admins.filter((admin) => admin !== "*").map((admin) => makeAlarm(admin, key, text));
}

function makeAlarm(staffId: string, key: string, text: string): Announcement["to"][number] {
  // Only the API leads to somebody who has said nothing: it needs the staff id, and no conversation.
  const conversation = { id: "", type: "private" } as const;
  const route = { conversation, userId: staffId };
  const part = makeOwnPart(`alarm!${key}!${staffId}`, route, { title: texts.zh.alarmTitle, text });
  return { sessionId: sessionIdOf({ staffId, senderId: "", conversation }), part };
}

/** The name of the alarm holds its month: this only has to be longer. */
const MONTH_MS = 32 * 86_400_000;

/** Tells admins that few of the month's API calls are left: once a month, by whichever process comes first. */
export function createQuotaAlarm(
  announcements: Announcements,
  wakeReplies: (tenantId: string) => void,
): (tenant: Tenant, percent: number) => Promise<void> {
  return async ({ id, access }, percent) => {
    const key = `apiCallsNearlyUsedUp:${usageDay().slice(0, 7)}`;
    // Admins have said nothing whose language could be taken.
    const to = makeAlarms(access, key, texts.zh.alarmApiCallsNearlyUsedUp(id, percent));
    if (to.length > 0 && (await announcements.announce(id, { key, everyMs: MONTH_MS, to }))) wakeReplies(id);
  };
}
