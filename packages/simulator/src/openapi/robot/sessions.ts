import { randomBytes } from "node:crypto";
import { BoundedMap } from "../../world/bounded.ts";
import type { Clock } from "../../world/clock.ts";

/** 90 minutes and the odd 0.2 s that every documented sample shows. */
const sessionLifetimeMs = 5_400_200;

/** What a session webhook leads to. */
export interface Session {
  readonly appKey: string;
  readonly conversationId: string;
  readonly userId: string;
  readonly msgId: string;
  readonly expiresAt: number;
}

/** The session webhooks of pushed messages. */
export interface Sessions {
  /** Opens a session and returns its id for the webhook's query. */
  open(session: Omit<Session, "expiresAt">): { id: string; expiresAt: number };
  /** Undefined for unknown and expired ones. */
  find(id: string): Session | undefined;
  expireAll(): void;
}

export function createSessions(clock: Clock, kept: number, mark = ""): Sessions {
  const sessions = new BoundedMap<string, Session>(kept);
  const prefix = mark + randomBytes(12).toString("hex");
  let opened = 0;
  return {
    open: (session) => {
      const id = `${prefix}${(++opened).toString(16).padStart(8, "0")}`;
      const expiresAt = clock.now() + sessionLifetimeMs;
      sessions.set(id, { ...session, expiresAt });
      return { id, expiresAt };
    },
    find: (id) => {
      const session = sessions.get(id);
      return session && session.expiresAt > clock.now() ? session : undefined;
    },
    expireAll: () => sessions.clear(),
  };
}
