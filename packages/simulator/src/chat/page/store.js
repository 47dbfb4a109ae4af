/** What the page knows and what is chosen on it. */

/** @import { PageChat, PageMessage, PagePath, PagePerson, PageRobot, PageState } from "./types.d.ts" */

/**
 * @typedef {object} Choice
 * @property {string | undefined} person userId of whom one types as
 * @property {string | undefined} chat conversation id of the open chat
 */

/**
 * @typedef {object} Draft
 * @property {string} text
 * @property {PageMessage | undefined} [quote] the message about to be quoted
 * @property {string | undefined} [picture] `data:` URL
 * @property {string | undefined} [appKey] robot addressed where a group has several
 * @property {string | undefined} [error] why the last try to send failed, in words
 */

/**
 * @typedef {object} Store
 * @property {"connecting" | "open" | "lost"} connection to the simulator
 * @property {PageRobot[]} robots
 * @property {PagePerson[]} people
 * @property {PageChat[]} chats
 * @property {Map<string, PageMessage[]>} messages by conversation id, oldest first; lists are replaced, never changed
 * @property {Map<string, PagePath>} paths by message id
 * @property {Choice} choice
 * @property {Map<string, Draft>} drafts what is being written, by person and chat
 * @property {boolean} sentNow whether one's own message was sent since the page was last drawn
 * @property {boolean} pathOpen whether the path panel shows
 * @property {string | undefined} pathOf message whose path shows; undefined follows the latest one
 * @property {Map<string, string>} outcomes what became of one's own messages when they were sent, by message id
 * @property {Set<string>} pathsAsked message ids whose path was asked for since the connection began
 * @property {string | undefined} pathError why the path could not be read, in words
 * @property {Map<string, number>} seen by person and chat, time of the newest message that was read
 */

/** @returns {Store} */
export function createStore() {
  return {
    connection: "connecting",
    robots: [],
    people: [],
    chats: [],
    messages: new Map(),
    paths: new Map(),
    choice: { person: undefined, chat: undefined },
    drafts: new Map(),
    sentNow: false,
    pathOpen: false,
    pathOf: undefined,
    outcomes: new Map(),
    pathsAsked: new Set(),
    pathError: undefined,
    seen: new Map(),
  };
}

/**
 * Takes over a whole state; what is chosen stays.
 * @param {Store} store
 * @param {PageState} state
 */
export function takeState(store, state) {
  store.robots = state.robots;
  store.people = state.people;
  store.chats = state.chats;
  store.messages = Map.groupBy(state.messages, (message) => message.conversationId);
}

/**
 * Adds a message, or replaces the one of the same id.
 * @param {Store} store
 * @param {PageMessage} message
 */
export function takeMessage(store, message) {
  const list = messagesOf(store, message.conversationId);
  const index = list.findLastIndex(({ id }) => id === message.id);
  store.messages.set(message.conversationId, index < 0 ? [...list, message] : list.with(index, message));
}

/**
 * @param {Store} store
 * @param {string | undefined} chatId
 * @returns {PageMessage[]}
 */
export function messagesOf(store, chatId) {
  return (chatId !== undefined && store.messages.get(chatId)) || [];
}

/**
 * @param {Store} store
 * @returns {PageChat | undefined} the open chat
 */
export function openChat(store) {
  return store.chats.find((chat) => chat.id === store.choice.chat && isMember(chat, store.choice.person));
}

/**
 * The chats of the chosen person, the one with the newest message first.
 * @param {Store} store
 * @returns {PageChat[]}
 */
export function ownChats(store) {
  return store.chats
    .filter((chat) => isMember(chat, store.choice.person))
    .toSorted((left, right) => lastAt(store, right) - lastAt(store, left));
}

/**
 * @param {PageChat} chat
 * @param {string | undefined} userId
 */
function isMember(chat, userId) {
  return userId !== undefined && chat.members.includes(userId);
}

/**
 * @param {Store} store
 * @param {PageChat} chat
 */
function lastAt(store, chat) {
  return messagesOf(store, chat.id).at(-1)?.at ?? 0;
}

/**
 * @param {Store} store
 * @param {string | undefined} appKey
 */
export function robotOf(store, appKey) {
  return store.robots.find((robot) => robot.appKey === appKey);
}

/**
 * @param {Store} store
 * @param {PageChat} chat
 * @returns {PageRobot[]}
 */
export function robotsOf(store, chat) {
  return store.robots.filter((robot) => chat.robots.includes(robot.appKey));
}

/**
 * Open Stream connections of the bots in the chat; undefined while the simulator itself cannot be asked.
 * @param {Store} store
 * @param {PageChat} chat
 */
export function connectionsOf(store, chat) {
  return store.connection === "lost"
    ? undefined
    : robotsOf(store, chat).reduce((sum, robot) => sum + robot.connections, 0);
}

/**
 * @param {Store} store
 * @param {PageChat} chat
 */
export function titleOf(store, chat) {
  return chat.kind === "group" ? chat.title : (robotOf(store, chat.robots[0])?.name ?? chat.robots[0] ?? "");
}

/**
 * @param {Store} store
 * @param {PageMessage["from"] | undefined} from
 */
export function authorName(store, from) {
  if (from === undefined) {
    return "";
  }
  return from.kind === "robot"
    ? (robotOf(store, from.appKey)?.name ?? from.appKey)
    : (store.people.find((person) => person.userId === from.userId)?.name ?? from.userId);
}

/**
 * @param {Store} store
 * @param {PageMessage["from"]} from
 */
export function isOwn(store, from) {
  return from.kind === "person" && from.userId === store.choice.person;
}

/**
 * The chat to open after the person changed: the same group where both are members, else the private chat with the
 * same robot.
 * @param {Store} store
 * @param {PageChat | undefined} before
 * @returns {string | undefined}
 */
export function chatAfterSwitch(store, before) {
  if (before === undefined || isMember(before, store.choice.person)) {
    return before?.id;
  }
  const chats = ownChats(store);
  return (chats.find((chat) => chat.kind === before.kind && chat.robots[0] === before.robots[0]) ?? chats[0])?.id;
}

/**
 * The message of a person whose path belongs to a message: itself, or for a robot's answer the last one before it
 * from the person it answers.
 * @param {Store} store
 * @param {PageMessage} message
 * @returns {PageMessage | undefined}
 */
export function questionOf(store, message) {
  if (message.from.kind === "person") {
    return message;
  }
  const list = messagesOf(store, message.conversationId);
  const before = list.slice(
    0,
    list.findIndex(({ id }) => id === message.id),
  );
  return before.findLast(({ from }) => {
    return from.kind === "person" && (message.recipient === undefined || from.userId === message.recipient);
  });
}

/**
 * The message whose path the panel shows: the chosen one, else the latest of the chosen person in the open chat, or
 * of anybody where that person said nothing yet.
 * @param {Store} store
 * @returns {PageMessage | undefined}
 */
export function pathMessage(store) {
  const list = messagesOf(store, store.choice.chat);
  if (store.pathOf !== undefined) {
    return list.find(({ id }) => id === store.pathOf);
  }
  return list.findLast(({ from }) => isOwn(store, from)) ?? list.findLast(({ from }) => from.kind === "person");
}

/**
 * What is being written by the chosen person in the open chat; changes to it are kept.
 * @param {Store} store
 * @returns {Draft}
 */
export function draftOf(store) {
  const key = personAndChat(store, store.choice.chat ?? "");
  const draft = store.drafts.get(key) ?? { text: "" };
  store.drafts.set(key, draft);
  return draft;
}

/**
 * Why no bot has got the message, where that is known: `queued` until one comes, or `no-connection`.
 * @param {Store} store
 * @param {PageMessage} message
 * @returns {"queued" | "no-connection" | undefined}
 */
export function unpushed(store, { id, from }) {
  const steps = store.paths.get(id)?.steps;
  if (from.kind !== "person" || (steps !== undefined && steps.length > 0)) {
    return undefined;
  }
  const outcome = store.outcomes.get(id);
  return outcome === "queued" || outcome === "no-connection" ? outcome : steps && "no-connection";
}

/**
 * @param {Store} store
 * @param {PageChat} chat
 */
export function unreadCount(store, chat) {
  const list = messagesOf(store, chat.id);
  const seen = store.seen.get(personAndChat(store, chat.id)) ?? 0;
  return list.filter(({ at, from }) => at > seen && !isOwn(store, from)).length;
}

/**
 * Counts everything in the chats of the person as read: called once for what was there before the page.
 * @param {Store} store
 */
export function markAllSeen(store) {
  for (const chat of store.chats) {
    for (const member of chat.members) {
      store.seen.set(`${member} ${chat.id}`, lastAt(store, chat));
    }
  }
}

/**
 * @param {Store} store
 * @param {string} chatId
 */
export function markSeen(store, chatId) {
  const last = messagesOf(store, chatId).at(-1);
  if (last !== undefined) {
    store.seen.set(personAndChat(store, chatId), last.at);
  }
}

/**
 * @param {Store} store
 * @param {string} chatId
 */
function personAndChat(store, chatId) {
  return `${store.choice.person} ${chatId}`;
}
