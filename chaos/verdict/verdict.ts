/** Compares what people said with what they heard. */
import type { Account } from "@dt/session";
import { texts } from "../../apps/worker/src/texts.ts";
import type { Evidence, Heard, SaidEvidence, SessionEvidence } from "./evidence.ts";
import { marksIn, type Question } from "./witness.ts";

/** What may not happen at all. Each counts messages, replies or requests. */
export interface Wrongs {
  /** Stored, and neither answered nor refused nor a dead letter. */
  readonly lost: number;
  /** Acknowledged although nothing was stored. */
  readonly acknowledgedUnstored: number;
  /** Neither stored nor acknowledged, although DingTalk has had all the time to push it again. */
  readonly neverStored: number;
  readonly duplicatedCards: number;
  /** Answered before a message that was both said and stored earlier. */
  readonly outOfOrder: number;
  /** Texts of another session, in an answer or in a request to the model. */
  readonly leaks: number;
  /** Ended by a /stop, and answered nevertheless. */
  readonly answeredThoughStopped: number;
  /** Requests to the model with texts from before a /new that was over. */
  readonly staleContexts: number;
  /** Services that ended by themselves. */
  readonly crashes: number;
}

export interface Verdict extends Wrongs {
  /** Said by people. */
  readonly said: number;
  readonly accounts: Readonly<Record<string, Account>>;
  /** Replies that are no cards. Each needs a send whose outcome was unknown. */
  readonly duplicatedMessages: number;
  /** Sends whose outcome was unknown at some time: a message may be doubled once for each. */
  readonly unknownOutcomes: number;
  /** Model runs of one session at the same time. Harmless unless both count, which shows as a duplicate. */
  readonly parallelRuns: number;
  readonly balanced: boolean;
  /** Dead letters by reason. */
  readonly dead: Readonly<Record<string, number>>;
  /** Tenant, person, number, message id and what is wrong, to look for in the logs. */
  readonly suspects: readonly string[];
  readonly good: boolean;
}

type Finding = keyof Wrongs | "duplicatedMessages";
type Findings = Partial<Record<Finding, number>>;

/** Notes that so many things are wrong with a message. */
type Note = (finding: Finding, message: SaidEvidence | undefined, count?: number) => void;

export function judge(evidence: Evidence): Verdict {
  const { sessions, accounts, sightings, crashes } = evidence;
  const found: Findings = { leaks: sightings.leaks, crashes };
  const suspects: string[] = [];
  const add = (finding: Finding, count: number): void => void (found[finding] = (found[finding] ?? 0) + count);
  const dead = new Set(evidence.deadLetters.flatMap(({ messageIds }) => messageIds));
  const questions = Map.groupBy(sightings.questions, ({ session }) => session);
  for (const session of sessions) {
    const note: Note = (finding, message, count = 1) => {
      add(finding, count);
      suspects.push(describe(session, message, finding));
    };
    judgeSession(session, { dead, acknowledged: evidence.acknowledged, note });
    judgeContexts(session, questions.get(session.index) ?? [], note);
  }
  const { duplicatedMessages = 0, ...wrongs } = { ...none, ...found };
  const all = Object.values(accounts);
  const unknownOutcomes = all.reduce((sum, account) => sum + account.unknownOutcomes, 0);
  const balanced = all.every((account) => account.balanced && account.waiting === 0 && account.delivering === 0);
  return {
    ...wrongs,
    duplicatedMessages,
    said: sessions.reduce((sum, { said }) => sum + said.length, 0),
    accounts,
    unknownOutcomes,
    parallelRuns: sightings.parallel,
    balanced,
    dead: countBy(evidence.deadLetters.map(({ reason }) => reason)),
    suspects,
    good: balanced && duplicatedMessages <= unknownOutcomes && Object.values(wrongs).every((count) => count === 0),
  };
}

const none: Wrongs = {
  lost: 0,
  acknowledgedUnstored: 0,
  neverStored: 0,
  duplicatedCards: 0,
  outOfOrder: 0,
  leaks: 0,
  answeredThoughStopped: 0,
  staleContexts: 0,
  crashes: 0,
};

interface JudgeOptions {
  readonly dead: ReadonlySet<string>;
  readonly acknowledged: ReadonlySet<string>;
  readonly note: Note;
}

function judgeSession(session: SessionEvidence, { dead, acknowledged, note }: JudgeOptions): void {
  for (const message of session.said) {
    if (message.trace?.stored !== undefined) continue;
    note(acknowledged.has(message.msgId) ? "acknowledgedUnstored" : "neverStored", message);
  }
  const foreign = session.heard.flatMap(({ text }) => marksIn(text)).filter((each) => each.session !== session.index);
  if (foreign.length > 0) note("leaks", undefined, foreign.length);
  // One reply may answer several messages; said twice it is one duplicate.
  const repeated = new Map<Heard, SaidEvidence | undefined>();
  for (const { head, times, heard } of expectAnswers(session, dead)) {
    if (heard.length < times) note("lost", head, times - heard.length);
    for (const reply of heard.slice(times)) repeated.set(reply, head);
  }
  for (const [{ card }, head] of repeated) note(card ? "duplicatedCards" : "duplicatedMessages", head);
  for (const message of stoppedTexts(session)) {
    if (answersTo(session, message).length > 0) note("answeredThoughStopped", message);
  }
  for (const message of overtaken(session)) note("outOfOrder", message);
}

/** What should have been heard so many times, and what was. */
interface Expected {
  readonly head: SaidEvidence | undefined;
  readonly times: number;
  readonly heard: readonly Heard[];
}

/**
 * Every text that no /stop ended has its answer. The notices of commands carry no mark: there are as many of them as
 * commits of such a command, since one /stop ends others before it, too.
 */
function expectAnswers(session: SessionEvidence, dead: ReadonlySet<string>): Expected[] {
  const ended = stopCommits(session.said);
  const stored = session.said.filter(({ trace, msgId }) => trace?.stored !== undefined && !dead.has(msgId));
  const stops = stored.filter(({ kind }) => kind === "stop");
  const open = stored.filter(({ trace }) => trace?.committed === undefined || !ended.has(trace.committed));
  const news = open.filter(({ kind }) => kind === "new");
  return [
    ...open
      .filter(({ kind }) => kind === "text")
      .map((message) => ({ head: message, times: 1, heard: answersTo(session, message) })),
    { head: stops[0], times: commitsOf(stops).size, heard: notices(session, "stopped") },
    { head: news[0], times: news.length, heard: notices(session, "newConversation") },
  ];
}

function stopCommits(said: readonly SaidEvidence[]): ReadonlySet<number> {
  return commitsOf(said.filter(({ kind }) => kind === "stop"));
}

/** Times of commits; a message that is not over counts for itself. */
function commitsOf(messages: readonly SaidEvidence[]): ReadonlySet<number> {
  return new Set(messages.map(({ trace }, index) => trace?.committed ?? -1 - index));
}

/** Texts that were over in the same commit as a /stop. */
function stoppedTexts({ said }: SessionEvidence): SaidEvidence[] {
  const ended = stopCommits(said);
  return said.filter(({ kind, trace }) => kind === "text" && ended.has(trace?.committed ?? 0));
}

function answersTo({ index, said, heard }: SessionEvidence, message: SaidEvidence): Heard[] {
  const number = said.indexOf(message) + 1;
  return heard.filter(({ text }) => marksIn(text).some((mark) => mark.session === index && mark.number === number));
}

function notices({ heard }: SessionEvidence, name: "stopped" | "newConversation"): Heard[] {
  return heard.filter(({ text }) => text.includes(texts.zh[name]) || text.includes(texts.en[name]));
}

/** Texts that were heard of for the first time after one that was both said and stored later. */
function overtaken({ index, said, heard }: SessionEvidence): SaidEvidence[] {
  const marks = heard.flatMap(({ text }) => marksIn(text)).filter((mark) => mark.session === index);
  const numbers = [...new Set(marks.map(({ number }) => number))];
  const storedAt = (number: number): number => said[number - 1]?.trace?.stored ?? 0;
  const late = numbers.filter((number, position) =>
    numbers.slice(0, position).some((early) => number < early && storedAt(number) < storedAt(early)),
  );
  return late.flatMap((number) => said[number - 1] ?? []);
}

/** What the model was asked after a /new was over must not hold what was over before it. */
function judgeContexts({ said }: SessionEvidence, questions: readonly Question[], note: Note): void {
  const ended = stopCommits(said);
  const committedAt = (number: number): number => said[number - 1]?.trace?.committed ?? 0;
  const beginnings = said.flatMap(({ kind, trace }) =>
    kind === "new" && trace?.committed !== undefined && !ended.has(trace.committed) ? [trace.committed] : [],
  );
  for (const { at, asked, oldest } of questions) {
    const isStale = (begun: number): boolean =>
      oldest !== undefined && committedAt(oldest) < begun && begun < at && begun < committedAt(asked);
    if (beginnings.some(isStale)) note("staleContexts", said[asked - 1]);
  }
}

function describe(
  { tenantId, userId, said }: SessionEvidence,
  message: SaidEvidence | undefined,
  what: string,
): string {
  const which = message === undefined ? "" : ` #${said.indexOf(message) + 1} ${message.msgId}`;
  return `${tenantId} ${userId}${which} ${what}`;
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
