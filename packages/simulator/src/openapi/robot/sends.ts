import { randomBytes } from "node:crypto";
import { BoundedMap } from "../../world/bounded.ts";

/** One accepted send of a robot, kept for recall and read status. */
export interface Send {
  readonly processQueryKey: string;
  readonly appKey: string;
  readonly at: number;
  /** Of a group send. */
  readonly openConversationId?: string;
  /** User id to chat message id; one entry under an empty user id for a group. */
  readonly messages: ReadonlyMap<string, string>;
  recalled: boolean;
}

export interface Sends {
  newKey(): string;
  add(send: Omit<Send, "recalled">): void;
  find(appKey: string, processQueryKey: string): Send | undefined;
}

export function createSends(kept: number): Sends {
  const sends = new BoundedMap<string, Send>(kept);
  const prefix = randomBytes(9).toString("base64");
  let made = 0;
  return {
    newKey: () => `${prefix}${(++made).toString(36).padStart(6, "0")}==`,
    add: (send) => sends.set(send.processQueryKey, { ...send, recalled: false }),
    find: (appKey, processQueryKey) => {
      const send = sends.get(processQueryKey);
      return send?.appKey === appKey ? send : undefined;
    },
  };
}
