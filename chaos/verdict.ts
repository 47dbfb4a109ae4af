/** Compares what people said with what they were answered. */
import type { Account } from "@dt/session";
import { mark, type Sightings, type Talker } from "./crowd.ts";
import type { Stage } from "./stage.ts";

export interface Verdict {
  /** Said by people. */
  readonly said: number;
  readonly accounts: Readonly<Record<string, Account>>;
  /** Acknowledged, and neither answered nor refused nor a dead letter. */
  readonly lost: number;
  /** Acknowledged although nothing was stored. */
  readonly acknowledgedUnstored: number;
  readonly duplicatedCards: number;
  readonly duplicatedMessages: number;
  /** Sends whose outcome was unknown at some time: a message may be doubled once for each. */
  readonly unknownOutcomes: number;
  readonly outOfOrder: number;
  readonly leaks: number;
  /** Model runs of one session at the same time. Harmless unless both count, which shows as a duplicate. */
  readonly parallelRuns: number;
  readonly balanced: boolean;
  /** Tenant, person and numbers of messages that something is wrong with, to look for in the logs. */
  readonly suspects: readonly string[];
  readonly good: boolean;
}

/** One answer to one message, as a person saw it. */
interface Seen {
  readonly number: number;
  readonly card: boolean;
}

export async function judge(stage: Stage, talkers: readonly Talker[], sightings: Sightings): Promise<Verdict> {
  const accounts = await readAccounts(stage);
  const dead = await deadMessageIds(stage);
  const acknowledged = new Set(stage.simulator.record.acks({ code: 200 }).map(({ msgId }) => msgId));
  const counts = {
    lost: 0,
    acknowledgedUnstored: 0,
    duplicatedCards: 0,
    duplicatedMessages: 0,
    outOfOrder: 0,
    leaks: 0,
  };
  const suspects: string[] = [];
  for (const talker of talkers) {
    const { seen, foreign } = readAnswers(stage, talker);
    counts.leaks += foreign;
    const stored = await storedTimes(stage, talker);
    for (const [index, msgId] of talker.said.entries()) {
      const answers = seen.filter(({ number }) => number === index + 1);
      if (stored[index] === undefined) counts.acknowledgedUnstored += acknowledged.has(msgId) ? 1 : 0;
      else if (answers.length === 0 && !dead.has(msgId)) {
        counts.lost++;
        suspects.push(`${talker.tenantId} ${talker.userId} #${index + 1} ${msgId} lost`);
      }
      if (answers.length > 1 && answers.every(({ card }) => card)) counts.duplicatedCards += answers.length - 1;
      else if (answers.length > 1) counts.duplicatedMessages += answers.length - 1;
    }
    const late = overtaken(seen, stored);
    counts.outOfOrder += late.length;
    if (late.length > 0)
      suspects.push(`${talker.tenantId} ${talker.userId} ${late.map((number) => `#${number}`).join(" ")}`);
  }
  const all = Object.values(accounts);
  const unknownOutcomes = all.reduce((sum, account) => sum + account.unknownOutcomes, 0);
  const balanced = all.every((account) => account.balanced && account.waiting === 0 && account.delivering === 0);
  const leaks = counts.leaks + sightings.leaks;
  const { lost, acknowledgedUnstored, duplicatedCards, duplicatedMessages, outOfOrder } = counts;
  const wrong = lost + acknowledgedUnstored + duplicatedCards + outOfOrder + leaks;
  return {
    said: talkers.reduce((sum, { said }) => sum + said.length, 0),
    accounts,
    ...counts,
    leaks,
    unknownOutcomes,
    parallelRuns: sightings.parallel,
    balanced,
    suspects,
    good: wrong === 0 && balanced && duplicatedMessages <= unknownOutcomes,
  };
}

export async function readAccounts({ apps, accounts }: Stage): Promise<Record<string, Account>> {
  const entries = await Promise.all(apps.map(async ({ appKey }) => [appKey, await accounts.account(appKey)] as const));
  return Object.fromEntries(entries);
}

async function deadMessageIds({ apps, deadLetters }: Stage): Promise<Set<string>> {
  const letters = await Promise.all(apps.map(({ appKey }) => deadLetters.list(appKey, { limit: 100_000 })));
  return new Set(letters.flat().flatMap(({ messageIds }) => messageIds));
}

function readAnswers({ simulator }: Stage, { index, conversationId }: Talker): { seen: Seen[]; foreign: number } {
  const seen: Seen[] = [];
  let foreign = 0;
  for (const { text, type } of simulator.record.deliveries({ conversationId })) {
    for (const [, session, number] of text.matchAll(mark)) {
      if (Number(session) === index) seen.push({ number: Number(number), card: type === "card" });
      else foreign++;
    }
  }
  return { seen, foreign };
}

async function storedTimes({ accounts }: Stage, { tenantId, said }: Talker): Promise<(number | undefined)[]> {
  const traces = await Promise.all(said.map((msgId) => accounts.trace(tenantId, msgId)));
  return traces.map((trace) => trace?.stored);
}

/** First answers that came after the answer to a message that was both sent and stored later. */
function overtaken(seen: readonly Seen[], stored: readonly (number | undefined)[]): number[] {
  const numbers = [...new Set(seen.map(({ number }) => number))];
  const at = (number: number): number => stored[number - 1] ?? 0;
  return numbers.filter((late, index) => numbers.slice(0, index).some((early) => late < early && at(late) < at(early)));
}
