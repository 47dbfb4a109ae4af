/** People of one or several tenants who talk while things happen, and what they were answered. */
import { expect } from "vitest";
import { addPerson, type Deployment, numbersIn } from "../end-to-end/deployment.ts";
import { takeTurns } from "../end-to-end/talk.ts";

export type OnTopology = Omit<Deployment, "redis">;

interface Talker {
  readonly tenantId: string;
  readonly appKey: string;
  readonly userId: string;
  readonly conversationId: string;
  /** Message ids; the first one said "message #1". */
  readonly said: string[];
}

export interface Talk {
  readonly talkers: readonly Talker[];
  stop(): Promise<void>;
}

const EVERY_MS = 25;
const SETTLED_WITHIN_MS = 60_000;
const MOST_LINES = 500;

/** So many people of each tenant talk in turn until they are told to stop. */
export function talkSteadily({ simulator }: OnTopology, tenantIds: readonly string[], people: number): Talk {
  const talkers = tenantIds.flatMap((tenantId, index) => {
    const app = simulator.world.apps[index];
    if (app === undefined) throw new Error(`the simulator has no app for ${tenantId}`);
    return Array.from({ length: people }, (): Talker => {
      const userId = addPerson(simulator);
      const { appKey } = app;
      const { conversationId } = simulator.world.privateChat(userId, appKey);
      return { tenantId, appKey, userId, conversationId, said: [] };
    });
  });
  const stop = takeTurns(talkers, EVERY_MS, ({ appKey, userId, conversationId, said }) => {
    said.push(simulator.say({ appKey, userId, conversationId, text: `message #${said.length + 1}` }).msgId);
  });
  return { talkers, stop };
}

/** What must not happen; messages as `{tenant}/{person} #{number}`. */
export interface Flaws {
  readonly unanswered: readonly string[];
  /** Answered twice, without a word that it may be a repeat. */
  readonly repeated: readonly string[];
  /** Answered after a message that was both said and stored later. */
  readonly overtaken: readonly string[];
  /** Services that ended. */
  readonly crashes: readonly string[];
  /** Log lines about keys that lie on several nodes. */
  readonly crossSlot: readonly string[];
  /** More log lines than an outage explains. */
  readonly noisy: boolean;
}

export const flawless: Flaws = {
  unanswered: [],
  repeated: [],
  overtaken: [],
  crashes: [],
  crossSlot: [],
  noisy: false,
};

/** Waits until everything is over and looks at it; the talks are all that there were in the deployment. */
export async function findFlaws(deployment: OnTopology, talks: readonly Talk[]): Promise<Flaws> {
  const talkers = talks.flatMap((talk) => talk.talkers);
  for (const tenantId of new Set(talkers.map((talker) => talker.tenantId)))
    await settled(deployment, tenantId, talkers);
  const found = await Promise.all(talkers.map((talker) => flawsOf(deployment, talker)));
  const { ingesters, workers, senders } = deployment;
  const services = [...ingesters, ...workers, ...senders];
  const lines = services.flatMap(({ log }) => log);
  return {
    unanswered: found.flatMap(({ unanswered }) => unanswered),
    repeated: found.flatMap(({ repeated }) => repeated),
    overtaken: found.flatMap(({ overtaken }) => overtaken),
    crashes: services.filter(({ crashes }) => crashes > 0).map(({ name }) => name),
    crossSlot: lines.filter((line) => /CROSSSLOT|same slot/.test(line)),
    noisy: lines.length > MOST_LINES,
  };
}

async function settled({ account }: OnTopology, tenantId: string, talkers: readonly Talker[]): Promise<void> {
  const received = talkers.filter((talker) => talker.tenantId === tenantId).flatMap(({ said }) => said).length;
  await expect
    .poll(() => account(tenantId), { timeout: SETTLED_WITHIN_MS, interval: 200 })
    .toMatchObject({ received, answered: received, refused: 0, dead: 0, balanced: true });
}

/** What was not acknowledged is stored when it comes again: only what was also stored later has been overtaken. */
async function flawsOf(
  { replies, trace }: OnTopology,
  { tenantId, userId, conversationId, said }: Talker,
): Promise<Pick<Flaws, "unanswered" | "repeated" | "overtaken">> {
  const texts = replies(userId, conversationId);
  const all = new Set(texts.flatMap(numbersIn));
  const answers = texts.filter((text) => !text.includes("Possibly a repeat")).flatMap(numbersIn);
  const firsts = [...new Set(answers)].map((number) => Number(number.slice(1)));
  const stored = new Map<number, number>();
  for (const number of firsts) stored.set(number, (await trace(said[number - 1] ?? "", tenantId))?.stored ?? 0);
  const at = (number: number): number => stored.get(number) ?? 0;
  const overtaken = firsts.filter((number, index) =>
    firsts.slice(0, index).some((earlier) => earlier > number && at(earlier) > at(number)),
  );
  const name = (number: number | string): string => `${tenantId}/${userId} #${number}`;
  return {
    unanswered: said
      .map((_, index) => index + 1)
      .filter((number) => !all.has(`#${number}`))
      .map(name),
    repeated: answers.filter((number, index) => answers.indexOf(number) !== index).map(name),
    overtaken: overtaken.map(name),
  };
}
