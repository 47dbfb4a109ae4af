/** People who talk. */
import type { Simulator } from "@dt/simulator";
import type { Random } from "../chance/random.ts";
import { repeatedly } from "../chance/schedule.ts";
import type { ChaosOptions } from "../options.ts";
import type { Stage } from "./stage.ts";

/** Somebody in a private chat with a robot: one session. */
export interface Talker {
  readonly index: number;
  readonly tenantId: string;
  readonly userId: string;
  readonly conversationId: string;
  /** By number, from 1. */
  readonly said: Said[];
}

export interface Said {
  readonly msgId: string;
  readonly kind: SaidKind;
}

/** `text` wants an answer of the model, the others are commands. */
export type SaidKind = "text" | "stop" | "new";

/** Stands in every text and comes back in its answer: session and number. */
export const mark = /\[s(\d+)#(\d+)\]/g;

/** What people say in one breath, and how often. The first one that the number is below is said. */
const habits: readonly { readonly below: number; readonly says: readonly SaidKind[] }[] = [
  { below: 0.1, says: ["text", "text"] },
  { below: 0.12, says: ["text", "stop"] },
  { below: 0.13, says: ["text", "text", "stop", "text"] },
  { below: 0.15, says: ["text", "new", "text"] },
  { below: 0.155, says: ["stop"] },
  { below: 0.16, says: ["new"] },
  { below: 1, says: ["text"] },
];
/** Messages per breath, on average. */
const PER_BREATH = 1.17;
/** How often DingTalk pushes a message twice. */
const REPEATED = 0.02;

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

export interface TalkOptions {
  readonly random: Random;
  readonly messagesPerSecond: number;
  readonly signal: AbortSignal;
}

/** Talks until the time is over. */
export async function talk(
  simulator: Simulator,
  talkers: readonly Talker[],
  { random, messagesPerSecond, signal }: TalkOptions,
): Promise<void> {
  const [times, choices] = [random.stream("times"), random.stream("choices")];
  await repeatedly({ everyMs: (1000 * PER_BREATH) / messagesPerSecond, random: times, signal }, () => {
    const talker = choices.pick(talkers);
    for (const kind of chooseHabit(choices.next())) say(simulator, talker, kind, choices.next() < REPEATED);
  });
}

function chooseHabit(chance: number): readonly SaidKind[] {
  return habits.find(({ below }) => chance < below)?.says ?? ["text"];
}

function say(simulator: Simulator, { index, tenantId, userId, said }: Talker, kind: SaidKind, twice: boolean): void {
  const text = kind === "text" ? `[s${index}#${said.length + 1}]` : `/${kind}`;
  // The third tenant's webhooks are always over: it is answered by the API.
  const fields = tenantId.endsWith("2") ? { fields: { sessionWebhookExpiredTime: 1 } } : {};
  const { msgId } = simulator.say({ appKey: tenantId, userId, text, ...fields });
  said.push({ msgId, kind });
  if (twice) simulator.say({ appKey: tenantId, userId, text, msgId, ...fields });
}
