/** People who talk, and a model that tells what it was asked. */
import { setTimeout as delay } from "node:timers/promises";
import type { Simulator } from "@dt/simulator";
import type { ChaosOptions } from "./options.ts";
import type { Random } from "./random.ts";
import type { Stage } from "./stage.ts";

/** Somebody in a private chat with a robot: one session. */
export interface Talker {
  readonly index: number;
  readonly tenantId: string;
  readonly userId: string;
  readonly conversationId: string;
  /** Message ids by number, from 1. */
  readonly said: string[];
}

/** What the model saw that it must not see. */
export interface Sightings {
  /** Requests with text of more than one session. */
  leaks: number;
  /** Requests of a session while another one of it was running. */
  parallel: number;
}

/** Stands in every message and comes back in its answer: session and number. */
export const mark = /\[s(\d+)#(\d+)\]/g;

export function gather({ simulator, apps }: Stage, { sessions }: ChaosOptions): Talker[] {
  return Array.from({ length: sessions }, (_, index) => {
    const app = apps[index % apps.length];
    if (app === undefined) throw new RangeError("a run needs a tenant");
    const userId = `person${index}`;
    const senderId = `$:LWCP_v1:$person${index}`;
    simulator.world.addPerson({ userId, unionId: `union${index}`, name: `Person ${index}`, senderId, isAdmin: false });
    const { conversationId } = simulator.world.privateChat(userId, app.appKey);
    return { index, tenantId: app.appKey, userId, conversationId, said: [] };
  });
}

/** The model repeats the marks of the last message, and looks for those of other people. */
export function watchModel(simulator: Simulator, random: Random): Sightings {
  const sightings: Sightings = { leaks: 0, parallel: 0 };
  const running = new Map<string, number>();
  simulator.model.respond(async ({ messages }) => {
    const texts = messages.map(({ content }) => (typeof content === "string" ? content : ""));
    const all = texts.join("\n");
    const sessions = new Set(Array.from(all.matchAll(mark), ([, session]) => session ?? ""));
    if (sessions.size > 1) sightings.leaks++;
    const [session = ""] = sessions;
    if ((running.get(session) ?? 0) > 0) sightings.parallel++;
    running.set(session, (running.get(session) ?? 0) + 1);
    await delay(20 + random.next() * 300);
    running.set(session, (running.get(session) ?? 1) - 1);
    const last = texts.at(-1) ?? "";
    return { text: Array.from(last.matchAll(mark), ([text]) => text).join(" "), firstTokenMs: 0, tokenMs: 0 };
  });
  return sightings;
}

/** Talks until the time is over; every now and then somebody says two things at once, or DingTalk pushes one twice. */
export async function talk(
  simulator: Simulator,
  talkers: readonly Talker[],
  { random, messagesPerSecond, signal }: { random: Random; messagesPerSecond: number; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const talker = random.pick(talkers);
    say(simulator, talker, random);
    if (random.next() < 0.1) say(simulator, talker, random);
    await delay(random.around(1000 / messagesPerSecond) / 1.1, undefined, { signal }).catch(() => undefined);
  }
}

function say(simulator: Simulator, talker: Talker, random: Random): void {
  const { index, tenantId, userId, said } = talker;
  const text = `[s${index}#${said.length + 1}]`;
  // The third tenant's webhooks are always over: it is answered by the API.
  const fields = tenantId.endsWith("2") ? { fields: { sessionWebhookExpiredTime: 1 } } : {};
  const { msgId } = simulator.say({ appKey: tenantId, userId, text, ...fields });
  said.push(msgId);
  if (random.next() < 0.02) simulator.say({ appKey: tenantId, userId, text, msgId, ...fields });
}
