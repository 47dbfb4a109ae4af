/** A session's mailbox for messages: accept once, answer in order, commit all or nothing. */
import type { RedisClient } from "../redis/redis.ts";
import { loadReplicatedScript } from "../scripts/replicated-script.ts";
import { loadScript, nameCall } from "../scripts/script.ts";
import { keyOf, type SessionKey } from "../session-id.ts";

/** A message as the inbox keeps it. `content` is the ingester's business; it must be JSON. */
export interface NewMessage<Content = unknown> {
  /** DingTalk's `msgId`: the same on every repeated push. */
  readonly id: string;
  readonly robotCode: string;
  /** When the person sent it, ms since the epoch by DingTalk's clock. */
  readonly sentAt: number;
  /** `stop` ends the turn that is running, in the same step that stores the message. */
  readonly control?: "stop";
  readonly content: Content;
}

/** A message that waits in an inbox. */
export interface StoredMessage<Content = unknown> {
  readonly id: string;
  /** When it was stored, ms of Redis's clock. */
  readonly storedAt: number;
  readonly content: Content;
}

export interface HistoryEntry {
  readonly role: "user" | "assistant";
  readonly content: string;
  /** ms since the epoch */
  readonly at: number;
}

/** A lease on a session with everything a turn needs. Only its `fence` may write. */
export interface Turn<Content = unknown> extends SessionKey {
  readonly fence: number;
  /** 1 for the first try; starts that ended in a crash count too. */
  readonly tries: number;
  /**
   * The same for every try, so that ids derived from it are too, and for no other turn ever: `{sessionId}#{number}`.
   * The numbers of a session's turns follow each other; the first is about the time of its first message in ms.
   */
  readonly id: string;
  /** The last conversation was ended because it was idle; the person should be told. */
  readonly conversationEnded: boolean;
  /** Messages in the inbox, those of this turn included. */
  readonly waiting: number;
  /** Parts of earlier replies that are not out yet. */
  readonly undelivered: number;
  readonly messages: readonly StoredMessage<Content>[];
  readonly history: readonly HistoryEntry[];
  /** What is remembered about the person, as {@link Memory} stores it. */
  readonly memory: readonly string[];
  /** DingTalk refused the card of this turn, in this try or an earlier one: the reply has to be a text. */
  readonly withoutCard: boolean;
  /** The template of the card that an earlier try of this turn may have opened: somebody has to finish it. */
  readonly cardTemplate?: string;
}

export type Begin<Content = unknown> =
  | { readonly state: "empty" }
  /** Leased by another worker, or parked until a retry is due. ms of Redis's clock. */
  | { readonly state: "later"; readonly at: number }
  /** The tenant runs as many turns as it may. The session keeps its place; {@link TurnEnd} says when it is its turn. */
  | { readonly state: "full" }
  | { readonly state: "turn"; readonly turn: Turn<Content> };

/** What the end of a turn means for others. */
export interface TurnEnd {
  /** Sessions that found no room among the tenant's turns and should be woken now, the longest waiting first. */
  readonly next: readonly string[];
}

/** One part of a reply, as the outbox keeps it. `content` and `route` are the worker's and the sender's business. */
export interface Part<Content = unknown> {
  /** `{turn id}/{number}` */
  readonly id: string;
  readonly turnId: string;
  /** How many messages this reply answers; stands on its last part, 0 on the others. */
  readonly messages: number;
  readonly messageIds: readonly string[];
  /** What the messages are counted as once the part is delivered. */
  readonly outcome: "answered" | "refused";
  readonly content: Content;
}

export interface Commit {
  /** How many of the turn's messages, from the head, are over. */
  readonly answered: number;
  readonly outcome: "answered" | "refused" | "dead";
  readonly history: readonly HistoryEntry[];
  readonly parts: readonly Part[];
  /**
   * Before `history` is appended: `new` ends the conversation, `restored` puts the one that ended last in front of it.
   * @default "same"
   */
  readonly conversation?: "same" | "new" | "restored";
  /** With outcome `dead`: why, in words of a closed set, and what was tried. */
  readonly reason?: string;
  readonly detail?: string;
}

export interface BeginOptions {
  /** Only while fewer of the tenant's turns run, in all processes together. @default any number */
  readonly concurrentTurns?: number | undefined;
  /** The template of the card that this try may open; later tries of the turn are told. @default none is opened */
  readonly cardTemplate?: string | undefined;
}

export interface InboxOptions {
  /** How long repeated pushes of a message are recognised. Default: 7 days. */
  readonly seenMs?: number;
  /** How long a message's path can be looked up. Default: 24 h. */
  readonly traceMs?: number;
  /** A conversation idle for longer ends before the next message. Default: 24 h. */
  readonly idleMs?: number;
  /** How long history, ended conversations and state outlive the last message. Default: 60 days. */
  readonly keptMs?: number;
  /** Entries of a conversation's history. Default: 100. */
  readonly historyEntries?: number;
  /** Most messages handed out at once; more only up to a `stop`. Default: 50. */
  readonly turnMessages?: number;
  /** How long a worker holds a session without renewing. Default: 15 s. */
  readonly leaseMs?: number;
  /** `append` resolves once so many replicas have the message; see `loadReplicatedScript`. Default: 0. */
  readonly replicas?: number;
}

const DAY = 86_400_000;

export interface Inbox<Content = unknown> {
  /**
   * Stores a message once. `duplicate`: it was stored before, by this or any process.
   * @throws TooFewReplicasError when it is stored, but too few replicas have it
   */
  append(session: SessionKey, message: NewMessage<Content>): Promise<{ duplicate: boolean; waiting: number }>;
  /** Begins a turn when something waits and nobody else works on the session. */
  begin(session: SessionKey, options?: BeginOptions): Promise<Begin<Content>>;
  /** Renews the lease; false: the turn is fenced out and must end. */
  renew(turn: Turn): Promise<boolean>;
  /** Ends a turn without a result, to be tried again after `delayMs`. `counts: false` hands the session back unharmed. */
  park(turn: Turn, options: { delayMs: number; counts: boolean }): Promise<TurnEnd & { parked: boolean }>;
  /** Sends a part ahead of the reply, at most once per turn and key. */
  say(turn: Turn, key: string, part: Part): Promise<boolean>;
  /** Has every try of this turn answer without a card; false: the turn is fenced out. */
  withoutCard(turn: Turn): Promise<boolean>;
  /** The message that waits longest, without taking it. */
  head(session: SessionKey): Promise<StoredMessage<Content> | undefined>;
  /** Tells a person whose message nobody has looked at for `waitingMs` that it waits, once until the next reply. */
  sayQueued(session: SessionKey, options: { waitingMs: number; part: Part }): Promise<boolean>;
  /** History, reply and the end of the answered messages in one step. `committed: false`: fenced out, nothing changed. */
  commit(turn: Turn<Content>, commit: Commit): Promise<TurnEnd & { committed: boolean; waiting: number }>;
  /** Sessions whose mail nobody has looked at for `graceMs`; with `concurrentTurns` no more than could begin now. */
  due(
    tenantId: string,
    options: { graceMs: number; limit: number; concurrentTurns?: number | undefined },
  ): Promise<Due>;
}

export interface Due {
  /** ms that the oldest is overdue, 0 when there is none. */
  readonly oldestMs: number;
  readonly sessionIds: readonly string[];
}

export function createInbox<Content = unknown>(redis: RedisClient, options: InboxOptions = {}): Inbox<Content> {
  const { seenMs = 7 * DAY, traceMs = DAY, idleMs = DAY, keptMs = 60 * DAY, leaseMs = 15_000 } = options;
  const { historyEntries = 100, turnMessages = 50 } = options;
  const scripts = {
    append: loadReplicatedScript(redis, "append", options.replicas ?? 0),
    begin: loadScript(redis, "begin"),
    renew: loadScript(redis, "renew"),
    park: loadScript(redis, "park"),
    say: loadScript(redis, "say"),
    plain: loadScript(redis, "plain"),
    queued: loadScript(redis, "queued"),
    commit: loadScript(redis, "commit"),
    due: loadScript(redis, "due"),
  };
  return {
    async append({ tenantId, sessionId }, { id, robotCode, sentAt, control = "", content }) {
      const about = [`${robotCode} ${id}`, id, control, encodeMessage(id, content)];
      const reply = await scripts.append(tenantId, sessionId, ...about, seenMs, traceMs, Math.trunc(sentAt));
      const [stored, waiting] = reply as [number, number];
      return { duplicate: stored === 0, waiting };
    },

    async begin(session, { concurrentTurns = 0, cardTemplate = "" } = {}) {
      const { tenantId, sessionId } = session;
      const within = [leaseMs, turnMessages, idleMs, keptMs, concurrentTurns];
      const reply = await scripts.begin(tenantId, sessionId, ...within, nameCall(), cardTemplate);
      return readBegin<Content>(session, reply as BeginReply);
    },

    async renew({ tenantId, sessionId, fence }) {
      return (await scripts.renew(tenantId, sessionId, fence, leaseMs)) === 1;
    },

    async park({ tenantId, sessionId, fence }, { delayMs, counts }) {
      const reply = await scripts.park(tenantId, sessionId, fence, delayMs, counts ? "1" : "0");
      const [parked, next] = reply as [number, string[]];
      return { parked: parked === 1, next };
    },

    async say({ tenantId, sessionId, fence }, key, part) {
      return (await scripts.say(tenantId, sessionId, fence, key, JSON.stringify(part))) === 1;
    },

    async withoutCard({ tenantId, sessionId, fence }) {
      return (await scripts.plain(tenantId, sessionId, fence)) === 1;
    },

    async head(session) {
      const stored = await redis.lindex(keyOf(session, "inbox"), 0);
      return stored === null ? undefined : decodeMessage<Content>(stored);
    },

    async sayQueued({ tenantId, sessionId }, { waitingMs, part }) {
      return (await scripts.queued(tenantId, sessionId, waitingMs, JSON.stringify(part))) === 1;
    },

    async commit(turn, commit) {
      const ids = turn.messages.slice(0, commit.answered).map((message) => message.id);
      const history = commit.history.map((entry) => JSON.stringify(entry));
      const parts = commit.parts.map((part) => JSON.stringify(part));
      const letter = commit.outcome === "dead" ? deadMessages(turn, commit) : "";
      const head = [turn.sessionId, turn.fence, commit.answered, commit.outcome, commit.conversation ?? "same"];
      const kept = [historyEntries, keptMs, `${turn.id}!${turn.fence}`, letter];
      const lists = [ids.length, ...ids, history.length, ...history, parts.length, ...parts];
      const reply = await scripts.commit(turn.tenantId, ...head, ...kept, ...lists);
      const [committed, waiting, next] = reply as [number, number, string[]];
      return { committed: committed === 1, waiting, next };
    },

    async due(tenantId, { graceMs, limit, concurrentTurns = 0 }) {
      return readDue(await scripts.due(tenantId, "pending", graceMs, limit, concurrentTurns));
    },
  };
}

export function readDue(reply: unknown): Due {
  const [oldestMs, ...sessionIds] = reply as [number, ...string[]];
  return { oldestMs, sessionIds };
}

type BeginReply =
  | ["empty"]
  | ["later", string]
  | ["full"]
  | ["turn", number, number, number, number, number, number, string[], string[], string[], number, string];

function readBegin<Content>(session: SessionKey, reply: BeginReply): Begin<Content> {
  if (reply[0] === "empty" || reply[0] === "full") return { state: reply[0] };
  if (reply[0] === "later") return { state: "later", at: Number(reply[1]) };
  const [, fence, tries, number, ended, waiting, undelivered, messages, history, memory, plain, template] = reply;
  const turn: Turn<Content> = {
    ...session,
    fence,
    tries,
    id: `${session.sessionId}#${number}`,
    conversationEnded: ended === 1,
    waiting,
    undelivered,
    messages: messages.map((message) => decodeMessage<Content>(message)),
    history: history.map((entry) => JSON.parse(entry) as HistoryEntry),
    memory,
    withoutCard: plain === 1,
    ...(template === "" ? {} : { cardTemplate: template }),
  };
  return { state: "turn", turn };
}

/** The id comes first: the scripts find it there without parsing the rest. */
function encodeMessage(id: string, content: unknown): string {
  return JSON.stringify({ id, content });
}

function decodeMessage<Content>(stored: string): StoredMessage<Content> {
  const space = stored.indexOf(" ");
  const end = stored.indexOf(" ", space + 1);
  const { id, content } = JSON.parse(stored.slice(end + 1)) as { id: string; content: Content };
  return { id, storedAt: Number(stored.slice(0, space)), content };
}

function deadMessages(turn: Turn, { answered, reason = "unknown", detail = "" }: Commit): string {
  const messages = turn.messages.slice(0, answered);
  return JSON.stringify({
    kind: "message",
    sessionId: turn.sessionId,
    reason,
    detail,
    attempts: turn.tries,
    firstAt: messages[0]?.storedAt ?? 0,
    messages: messages.length,
    messageIds: messages.map((message) => message.id),
    payload: messages.map(({ id, content }) => encodeMessage(id, content)),
  });
}
