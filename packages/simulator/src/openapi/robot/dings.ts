import { randomUUID } from "node:crypto";
import { BoundedMap } from "../../world/bounded.ts";

/** One urgent notice of a robot. */
export interface Ding {
  readonly openDingId: string;
  readonly appKey: string;
  /** Milliseconds. */
  readonly at: number;
  readonly content: string;
  readonly userIds: readonly string[];
  /** 1 in the app, 2 text message, 3 phone call. */
  readonly remindType: number;
  recalled: boolean;
}

export interface Dings {
  add(ding: Omit<Ding, "openDingId" | "recalled">): Ding;
  find(appKey: string, openDingId: string): Ding | undefined;
  /** Oldest first. */
  all(): Ding[];
}

export function createDings(kept: number): Dings {
  const dings = new BoundedMap<string, Ding>(kept);
  return {
    add: (fields) => {
      const ding = { ...fields, openDingId: `ding${randomUUID()}`, recalled: false };
      dings.set(ding.openDingId, ding);
      return ding;
    },
    find: (appKey, openDingId) => {
      const ding = dings.get(openDingId);
      return ding?.appKey === appKey ? ding : undefined;
    },
    all: () => [...dings.values()],
  };
}
