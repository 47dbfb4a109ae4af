import { randomUUID } from "node:crypto";
import { afterAll, inject } from "vitest";
import type { Inbox } from "../src/index.ts";
import { closeRedis, connectRedis, type HistoryEntry, type Part, type SessionKey, type Turn } from "../src/index.ts";

/** One connection per test file, closed at its end. */
export function useRedis() {
  const redis = connectRedis(inject("redisUrl"), { mode: "patient" });
  afterAll(() => closeRedis(redis));
  return redis;
}

/** A session in a tenant of its own, so that tests never meet. */
export function newSession(sessionId = "dingtalk_private_u1"): SessionKey {
  return { tenantId: `t-${randomUUID()}`, sessionId };
}

export function makeMessage(id: string, control?: "stop") {
  return { id, robotCode: "robot", sentAt: 1, content: { text: `text of ${id}` }, ...(control ? { control } : {}) };
}

export function makePart(turn: Turn, overrides: Partial<Part> = {}): Part {
  return {
    id: `${turn.id}/1`,
    turnId: turn.id,
    messages: turn.messages.length,
    messageIds: turn.messages.map((message) => message.id),
    outcome: "answered",
    content: { text: "reply" },
    ...overrides,
  };
}

export function said(content: string): HistoryEntry {
  return { role: "user", content, at: 1 };
}

/** Begins a turn; fails the test when there is none to begin. */
export async function beginTurn(inbox: Inbox, session: SessionKey): Promise<Turn> {
  const begun = await inbox.begin(session);
  if (begun.state !== "turn") throw new Error(`expected a turn, got ${begun.state}`);
  return begun.turn;
}

/** Commits the whole turn with one part and one history entry. */
export function commitAll(inbox: Inbox, turn: Turn, parts: readonly Part[] = [makePart(turn)]) {
  const history = turn.messages.map((message) => said(message.id));
  return inbox.commit(turn, { answered: turn.messages.length, outcome: "answered", history, parts });
}
