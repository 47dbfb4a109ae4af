/** Collects what a run left behind: what people said and heard, where the store says their messages are. */
import type { Account, DeadLetter, Trace } from "@dt/session";
import type { Said, Talker } from "../stage/crowd.ts";
import type { Stage } from "../stage/stage.ts";
import type { Sightings } from "./witness.ts";

export interface Evidence {
  readonly sessions: readonly SessionEvidence[];
  /** By tenant. */
  readonly accounts: Readonly<Record<string, Account>>;
  /** Message ids whose push was acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  readonly deadLetters: readonly Pick<DeadLetter, "messageIds" | "kind" | "reason">[];
  readonly sightings: Sightings;
  /** Services that ended although nobody killed them. */
  readonly crashes: number;
}

export interface SessionEvidence {
  readonly index: number;
  readonly tenantId: string;
  readonly userId: string;
  /** By number, from 1. */
  readonly said: readonly SaidEvidence[];
  readonly heard: readonly Heard[];
}

export interface SaidEvidence extends Said {
  /** Its path by the store's clock; undefined: it was never stored. */
  readonly trace: Omit<Trace, "sessionId"> | undefined;
}

/** One message of the robot, in order. */
export interface Heard {
  readonly text: string;
  readonly card: boolean;
}

export async function collectEvidence(
  stage: Stage,
  talkers: readonly Talker[],
  sightings: Sightings,
): Promise<Evidence> {
  const letters = stage.apps.map(({ appKey }) => stage.deadLetters.list(appKey, { limit: 1_000_000 }));
  return {
    sessions: await Promise.all(talkers.map((talker) => readSession(stage, talker))),
    accounts: await readAccounts(stage),
    acknowledged: new Set(stage.simulator.record.acks({ code: 200 }).map(({ msgId = "" }) => msgId)),
    deadLetters: (await Promise.all(letters)).flat(),
    sightings,
    crashes: stage.services.reduce((sum, { crashes }) => sum + crashes, 0),
  };
}

export async function readAccounts({ apps, accounts }: Stage): Promise<Record<string, Account>> {
  const entries = await Promise.all(apps.map(async ({ appKey }) => [appKey, await accounts.account(appKey)] as const));
  return Object.fromEntries(entries);
}

async function readSession({ simulator, accounts }: Stage, talker: Talker): Promise<SessionEvidence> {
  const { index, tenantId, userId, conversationId } = talker;
  const traces = await Promise.all(talker.said.map(({ msgId }) => accounts.trace(tenantId, msgId)));
  const said = talker.said.map((each, position) => ({ ...each, trace: traces[position] }));
  const heard = simulator.record
    .deliveries({ conversationId })
    .map(({ text, type }) => ({ text, card: type === "card" }));
  return { index, tenantId, userId, said, heard };
}
