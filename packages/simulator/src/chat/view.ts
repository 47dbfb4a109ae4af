import type { ChatMessage, MessagePath, MessageType, Quote } from "../world/types.ts";
import type { World } from "../world/world.ts";
import type { PageChat, PageMessage, PagePath, PageQuote, PageRobot, PageState } from "./types.ts";

/** A world made for load tests has thousands of people; a page shows the first of each kind. */
const mostShown = 200;
const mostRobots = 20;
const messagesPerChat = 200;
const messagesInAll = 3_000;

const markdownTypes: ReadonlySet<MessageType> = new Set(["markdown", "link", "actionCard", "feedCard", "card"]);

/** The world as the chat page shows it. */
export interface ChatView {
  state(): PageState;
  robots(): PageRobot[];
  /** Whether the chat is among those of the last {@link ChatView.state}. */
  shows(conversationId: string): boolean;
  /** Changes when people, groups or robots come, go or change; not with messages or connections. */
  outline(): string;
}

export function createChatView(world: World): ChatView {
  let shown = new Set<string>();

  function state(): PageState {
    const chats = chatsOf(world);
    shown = new Set(chats.map(({ id }) => id));
    const messages = chats.flatMap(({ id }) => world.messages(id).slice(-messagesPerChat));
    return {
      robots: robots(),
      people: peopleOf(world),
      chats,
      messages: messages
        .toSorted((left, right) => left.at - right.at)
        .slice(-messagesInAll)
        .map((message) => toPageMessage(message, world)),
    };
  }

  function robots(): PageRobot[] {
    return appsOf(world).map(({ appKey, robotName }) => {
      return { appKey, name: robotName, connections: world.connectionCount(appKey) };
    });
  }

  return {
    state,
    robots,
    shows: (conversationId) => shown.has(conversationId),
    outline: () => JSON.stringify([peopleOf(world), chatsOf(world), appsOf(world).map(({ robotName }) => robotName)]),
  };
}

function peopleOf(world: World): PageState["people"] {
  return world.people.slice(0, mostShown).map(({ userId, name }) => ({ userId, name }));
}

function appsOf(world: World): World["apps"] {
  return world.apps.slice(0, mostRobots);
}

function chatsOf(world: World): PageChat[] {
  const apps = appsOf(world);
  const people = peopleOf(world);
  const groups = world.groups.filter(({ disbanded }) => !disbanded).slice(0, mostShown);
  return [
    ...people.flatMap(({ userId }) =>
      apps.map(({ appKey }): PageChat => {
        const id = world.privateChat(userId, appKey).conversationId;
        return { id, kind: "private", title: "", robots: [appKey], members: [userId] };
      }),
    ),
    ...groups.map(({ conversationId, title, robots, members }): PageChat => {
      return { id: conversationId, kind: "group", title, robots: [...robots], members: [...members] };
    }),
  ];
}

export function toPageMessage(message: ChatMessage, world: World): PageMessage {
  const { id, conversationId, from, type, text, at, title, quote, pictureUrl, fileName, recipient, card } = message;
  return {
    id,
    conversationId,
    from,
    format: from.kind === "robot" && markdownTypes.has(type) ? "markdown" : "text",
    text,
    at,
    ...(title && { title }),
    ...(quote && { quote: toPageQuote(quote, world) }),
    ...(pictureUrl !== undefined && { pictureUrl }),
    ...(fileName !== undefined && { fileName }),
    ...(recipient !== undefined && { recipient }),
    ...(message.recalled && { recalled: true }),
    ...(card && { cardStatus: card.status }),
  };
}

function toPageQuote({ id, text, from, type }: Quote, world: World): PageQuote {
  const author = from ?? world.message(id)?.from;
  return { id, text, ...(author && { from: author }), ...(type === "picture" && { picture: true }) };
}

export function toPagePath({ msgId, steps }: MessagePath): PagePath {
  return { messageId: msgId, steps: steps.map(({ name, at }) => ({ name, at })) };
}
