import { EventEmitter } from "node:events";
import { BoundedMap } from "./bounded.ts";
import type {
  Answered,
  App,
  ChatMessage,
  Conversation,
  Group,
  MessagePath,
  PathStepName,
  Person,
  PrivateChat,
} from "./types.ts";

export interface WorldEvents {
  message: [message: ChatMessage];
  "message-changed": [message: ChatMessage];
  path: [path: MessagePath];
  /** The number of open Stream connections of an app changed. */
  connections: [appKey: string, count: number];
}

export interface WorldOptions {
  readonly apps?: readonly App[];
  readonly people?: readonly Person[];
  readonly groups?: readonly Group[];
  /** How many chat messages are kept over all conversations. Default 20 000; 0 keeps none. */
  readonly messagesKept?: number;
  /** How many message paths are kept. Default 20 000; 0 keeps none. */
  readonly pathsKept?: number;
  /** Milliseconds; default `Date.now`. */
  readonly now?: () => number;
}

const kept = 20_000;

/** People, robots, conversations and what was said: the state that chat page, gateway and operations share. */
export class World extends EventEmitter<WorldEvents> {
  readonly #apps = new Map<string, App>();
  readonly #people = new Map<string, Person>();
  readonly #groups = new Map<string, Group>();
  readonly #privateChats = new Map<string, PrivateChat>();
  readonly #messages: BoundedMap<string, ChatMessage>;
  readonly #messageIds = new Map<string, string[]>();
  readonly #paths: BoundedMap<string, MessagePath>;
  readonly #unanswered = new Map<string, MessagePath[]>();
  readonly #connections = new Map<string, number>();
  readonly #now: () => number;

  constructor(options: WorldOptions = {}) {
    super();
    this.setMaxListeners(0);
    this.#now = options.now ?? Date.now;
    this.#messages = new BoundedMap(options.messagesKept ?? kept, (_, message) => this.#dropFirst(message));
    this.#paths = new BoundedMap(options.pathsKept ?? kept, (_, path) => this.#settle(path));
    for (const app of options.apps ?? []) this.addApp(app);
    for (const person of options.people ?? []) this.addPerson(person);
    for (const group of options.groups ?? []) this.addGroup(group);
  }

  get apps(): readonly App[] {
    return [...this.#apps.values()];
  }

  get people(): readonly Person[] {
    return [...this.#people.values()];
  }

  get groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  get privateChats(): readonly PrivateChat[] {
    return [...this.#privateChats.values()];
  }

  app(appKey: string): App | undefined {
    return this.#apps.get(appKey);
  }

  person(userId: string): Person | undefined {
    return this.#people.get(userId);
  }

  group(conversationId: string): Group | undefined {
    return this.#groups.get(conversationId);
  }

  /** Adds or replaces. */
  addApp(app: App): void {
    this.#apps.set(app.appKey, app);
  }

  /** Adds or replaces. */
  addPerson(person: Person): void {
    this.#people.set(person.userId, person);
  }

  /** Adds or replaces, so that members, robots or `disbanded` can be changed. */
  addGroup(group: Group): void {
    this.#groups.set(group.conversationId, group);
  }

  /** The one-to-one conversation of the two; the same one every time. */
  privateChat(userId: string, appKey: string): PrivateChat {
    const conversationId = privateConversationId(userId, appKey);
    const known = this.#privateChats.get(conversationId);
    if (known) return known;
    const chat = { conversationId, userId, appKey };
    this.#privateChats.set(conversationId, chat);
    return chat;
  }

  conversation(conversationId: string): Conversation | undefined {
    const group = this.#groups.get(conversationId);
    if (group) return { kind: "group", ...group };
    const chat = this.#privateChats.get(conversationId);
    return chat && { kind: "private", ...chat };
  }

  /** Groups of the person and the private chats with every robot. */
  conversationsOf(userId: string): Conversation[] {
    const groups = this.groups.filter((group) => group.members.includes(userId) && !group.disbanded);
    const chats = this.apps.map((app) => this.privateChat(userId, app.appKey));
    return [
      ...groups.map((group) => ({ kind: "group" as const, ...group })),
      ...chats.map((chat) => ({ kind: "private" as const, ...chat })),
    ];
  }

  /** How many Stream connections of the app are open, those that are about to be closed left out. */
  connectionCount(appKey: string): number {
    return this.#connections.get(appKey) ?? 0;
  }

  setConnectionCount(appKey: string, count: number): void {
    if (this.connectionCount(appKey) === count) return;
    this.#connections.set(appKey, count);
    this.emit("connections", appKey, count);
  }

  /** Adds a message to its conversation. A message with a known id is the same message again: nothing happens. */
  post(message: ChatMessage): void {
    if (this.#messages.has(message.id)) return;
    this.#messages.set(message.id, message);
    if (this.#messages.limit > 0) {
      const ids = this.#messageIds.get(message.conversationId);
      if (ids) ids.push(message.id);
      else this.#messageIds.set(message.conversationId, [message.id]);
    }
    this.emit("message", message);
  }

  /** Replaces fields of a message, as cards and recalls do. Unknown or forgotten ids are ignored. */
  change(id: string, fields: Partial<Omit<ChatMessage, "id" | "conversationId">>): void {
    const known = this.#messages.get(id);
    if (!known) return;
    const changed = { ...known, ...fields };
    this.#messages.set(id, changed);
    this.emit("message-changed", changed);
  }

  message(id: string): ChatMessage | undefined {
    return this.#messages.get(id);
  }

  /** Oldest first. */
  messages(conversationId: string): ChatMessage[] {
    const ids = this.#messageIds.get(conversationId) ?? [];
    return ids.map((id) => this.#messages.get(id)).filter((message) => message !== undefined);
  }

  path(msgId: string): MessagePath | undefined {
    return this.#paths.get(msgId);
  }

  /** Begins the path of a message that goes to a robot; a path that exists already goes on. */
  beginPath(path: Omit<MessagePath, "steps">): void {
    if (this.#paths.limit <= 0 || this.#paths.has(path.msgId)) return;
    const begun = { ...path, steps: [] };
    this.#paths.set(path.msgId, begun);
    const key = unansweredKey(path.appKey, path.conversationId);
    const waiting = this.#unanswered.get(key);
    if (waiting) waiting.push(begun);
    else this.#unanswered.set(key, [begun]);
  }

  /** Notes the first time of a step; ignored for paths that are not kept. */
  addStep(msgId: string, name: PathStepName, at: number = this.#now()): void {
    const path = this.#paths.get(msgId);
    if (!path || path.steps.some((step) => step.name === name)) return;
    const steps = [...path.steps, { name, at }].toSorted((left, right) => left.at - right.at);
    const changed = { ...path, steps };
    this.#paths.set(msgId, changed);
    this.emit("path", changed);
  }

  /**
   * Takes what a reply answers: the unanswered messages of `userId` in the conversation. A reply to a group that
   * names nobody counts for the person who has waited longest, which is a guess.
   */
  takeUnanswered(appKey: string, conversationId: string, userId?: string): Answered {
    const key = unansweredKey(appKey, conversationId);
    const waiting = this.#unanswered.get(key) ?? [];
    const person = userId ?? waiting[0]?.userId;
    const mine = waiting.filter((path) => path.userId === person);
    if (mine.length > 0)
      this.#keepWaiting(
        key,
        waiting.filter((path) => path.userId !== person),
      );
    return { userId: person, msgIds: mine.map(({ msgId }) => msgId) };
  }

  #dropFirst(message: ChatMessage): void {
    const ids = this.#messageIds.get(message.conversationId);
    ids?.shift();
    if (ids?.length === 0) this.#messageIds.delete(message.conversationId);
  }

  #settle(path: MessagePath): void {
    const key = unansweredKey(path.appKey, path.conversationId);
    const others = this.#unanswered.get(key)?.filter((other) => other.msgId !== path.msgId);
    if (others) this.#keepWaiting(key, others);
  }

  #keepWaiting(key: string, paths: MessagePath[]): void {
    if (paths.length > 0) this.#unanswered.set(key, paths);
    else this.#unanswered.delete(key);
  }
}

function privateConversationId(userId: string, appKey: string): string {
  return `cid${Buffer.from(`${appKey}/${userId}`).toString("base64url")}==`;
}

function unansweredKey(appKey: string, conversationId: string): string {
  return `${appKey} ${conversationId}`;
}
