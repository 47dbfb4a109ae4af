import type { Clock } from "../../world/clock.ts";

/** A webhook robot that somebody added to a group by hand. */
export interface CustomRobot {
  /** The `access_token` of its URL. */
  readonly token: string;
  readonly name: string;
  readonly conversationId: string;
  /** With it, calls must be signed. */
  readonly secret?: string;
  /** With them, every message must hold one. */
  readonly keywords?: readonly string[];
  readonly stopped?: boolean;
}

/** Custom robots and their limit: 20 messages a minute, then ten minutes of refusals. */
export interface CustomRobots {
  /** Adds or replaces. */
  add(robot: CustomRobot): void;
  find(token: string): CustomRobot | undefined;
  /** Counts one message; false while the robot is throttled. */
  allows(token: string): boolean;
  /** Whether the message with this id was sent. */
  wasSent(token: string, messageUuid: string): boolean;
  markSent(token: string, messageUuid: string): void;
}

const messagesPerMinute = 20;
const punishmentMs = 10 * 60_000;

export function createCustomRobots(clock: Clock): CustomRobots {
  const robots = new Map<string, CustomRobot>();
  const sent = new Map<string, number[]>();
  const freeAgainAt = new Map<string, number>();
  const seen = new Set<string>();
  return {
    add: (robot) => void robots.set(robot.token, robot),
    find: (token) => robots.get(token),
    allows: (token) => {
      const now = clock.now();
      if (now < (freeAgainAt.get(token) ?? 0)) return false;
      const recent = (sent.get(token) ?? []).filter((at) => at > now - 60_000);
      if (recent.length >= messagesPerMinute) {
        freeAgainAt.set(token, now + punishmentMs);
        return false;
      }
      sent.set(token, [...recent, now]);
      return true;
    },
    wasSent: (token, messageUuid) => seen.has(`${token} ${messageUuid}`),
    markSent: (token, messageUuid) => void seen.add(`${token} ${messageUuid}`),
  };
}
