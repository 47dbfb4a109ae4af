/** What the chat page and its server say to each other. Times are milliseconds since 1970. */

/** A robot and how many Stream connections its bot has open now; with 0 no bot would receive a message. */
export type PageRobot = { appKey: string; name: string; connections: number };

/** Somebody one can type as. */
export type PagePerson = { userId: string; name: string };

/** A group, or the private chat of one person with one robot. */
export type PageChat = {
  /** The conversation id. */
  id: string;
  kind: "group" | "private";
  /** Name of a group; empty for a private chat, which goes by the name of its robot. */
  title: string;
  /** App keys of the robots in the chat; exactly one in a private chat. */
  robots: string[];
  /** User ids of the people in the chat; exactly one in a private chat. */
  members: string[];
};

export type PageAuthor = { kind: "person"; userId: string } | { kind: "robot"; appKey: string };

export type PageMessage = {
  id: string;
  conversationId: string;
  from: PageAuthor;
  /** How `text` is meant: as it stands, or as markdown. */
  format: "text" | "markdown";
  text: string;
  /** What stands for the message in the list of chats, where it has a title. */
  title?: string;
  at: number;
  quote?: PageQuote;
  pictureUrl?: string;
  fileName?: string;
  /** User id of the person whom a robot answers, when known. */
  recipient?: string;
  recalled?: true;
  /** Only AI cards have one: until it is `finished` or `failed` the text may still grow. */
  cardStatus?: "processing" | "inputting" | "finished" | "failed";
};

/** The quoted message as it was when it was quoted. */
export type PageQuote = { id: string; text: string; from?: PageAuthor; picture?: true };

/** What happened so far to a message of a person, in order of time. */
export type PagePath = { messageId: string; steps: PagePathStep[] };

/** Steps that the page has no words for are shown by their name. */
export type PagePathStep = { name: string; at: number };

/** Everything the page shows; sent whole when a page connects. */
export type PageState = {
  robots: PageRobot[];
  people: PagePerson[];
  chats: PageChat[];
  /** The newest messages of every chat, oldest first. */
  messages: PageMessage[];
};

/** Events of `GET /chat/events` by name, with the data they carry. */
export type PageEvents = {
  state: PageState;
  message: PageMessage;
  "message-changed": PageMessage;
  path: PagePath;
  robots: PageRobot[];
  /** Sent regularly, so that a page can tell a quiet server from a dead one. */
  heartbeat: Record<string, never>;
};

/** Body of `POST /chat/messages`; at least one of `text` and `picture` must have something in it. */
export type SendRequest = {
  appKey: string;
  userId: string;
  conversationId: string;
  text: string;
  /** Id of the message that is quoted. */
  quoteId?: string;
  /** `data:` URL (base64) of a PNG, JPEG, GIF or WebP picture. */
  picture?: string;
};

/** Answer to a message that was taken. */
export type SendReceipt = {
  messageId: string;
  /** `no-connection`: no bot heard it; `queued`: it waits for a bot; anything else: it is on its way. */
  outcome: string;
};

/** Answer to every refused request. */
export type Refusal = { error: { code: string; message: string } };
