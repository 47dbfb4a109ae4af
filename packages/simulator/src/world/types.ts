/** What kind of developer owns the app; decides which operations it may call. */
export type AppKind = "internal" | "thirdPartyOrg" | "thirdPartyPersonal";

/** One DingTalk app with its robot. */
export interface App {
  readonly appKey: string;
  readonly appSecret: string;
  /** For internal apps equal to `appKey`. */
  readonly robotCode: string;
  readonly robotName: string;
  readonly agentId?: number;
  readonly corpId: string;
  /** Ids of the card templates that the app may use. */
  readonly cardTemplates: readonly string[];
  readonly kind: AppKind;
  /** What DingTalk pushes to apps of the store from time to time and wants back for tokens. */
  readonly suiteTicket?: string;
  /** Stream mode is switched off in the console, or no version is published: connections are refused. */
  readonly streamOff?: boolean;
}

export interface Person {
  /** The staff id. People outside the organisation have one here as well, but pushes never show it. */
  readonly userId: string;
  readonly unionId: string;
  readonly name: string;
  /** The encrypted id in pushes (`$:LWCP_v1:$…`). */
  readonly senderId: string;
  readonly isAdmin: boolean;
  /** Outside the organisation of the robot: pushes carry neither `senderStaffId` nor `senderCorpId`. */
  readonly external?: boolean;
}

export interface Group {
  /** Starts with `cid`; the `openConversationId` of sends. */
  readonly conversationId: string;
  readonly title: string;
  /** User ids. */
  readonly members: readonly string[];
  /** App keys of the robots in the group. */
  readonly robots: readonly string[];
  readonly disbanded?: boolean;
}

/** The one-to-one conversation of a person and a robot. */
export interface PrivateChat {
  readonly conversationId: string;
  readonly userId: string;
  readonly appKey: string;
}

export type Conversation = ({ readonly kind: "group" } & Group) | ({ readonly kind: "private" } & PrivateChat);

export type Speaker =
  | { readonly kind: "person"; readonly userId: string }
  | { readonly kind: "robot"; readonly appKey: string };

export type MessageType =
  | "text"
  | "markdown"
  | "richText"
  | "picture"
  | "audio"
  | "video"
  | "file"
  | "link"
  | "actionCard"
  | "feedCard"
  | "card"
  | "unknown";

/** `processing` after delivery, `inputting` while it streams, then `finished` or `failed`. */
export type CardStatus = "processing" | "inputting" | "finished" | "failed";

export interface ChatCard {
  readonly outTrackId: string;
  readonly status: CardStatus;
  readonly params: Readonly<Record<string, string>>;
}

/** The quoted message, copied at the time of quoting. */
export interface Quote {
  readonly id: string;
  readonly text: string;
  readonly from?: Speaker;
  readonly type?: MessageType;
}

/** One line of a conversation as the people in it see it. Never changed in place: see `World.change`. */
export interface ChatMessage {
  /** `msgId` of the push for what people say; `processQueryKey`, `outTrackId` or a made-up id for replies. */
  readonly id: string;
  readonly conversationId: string;
  /** The robot that is spoken to or that speaks. */
  readonly appKey?: string;
  readonly from: Speaker;
  readonly type: MessageType;
  /** Plain text, or markdown source for `markdown`, `actionCard` and `card`. */
  readonly text: string;
  readonly title?: string;
  /** Milliseconds. */
  readonly at: number;
  readonly quote?: Quote;
  readonly card?: ChatCard;
  /** Where a browser finds the picture. */
  readonly pictureUrl?: string;
  readonly fileName?: string;
  /** User id of the person whom a reply answers, when it can be known. */
  readonly recipient?: string;
  /** User ids that are mentioned; `["@all"]` for everybody. */
  readonly mentions?: readonly string[];
  readonly recalled?: boolean;
}

/** `appeared` is the first sign of an answer that is not complete yet, `delivered` the complete answer. */
export type PathStepName = "pushed" | "stored" | "acknowledged" | "turn" | "appeared" | "delivered";

/** Whom a reply answers, as far as that can be known, and which messages. */
export interface Answered {
  readonly userId: string | undefined;
  readonly msgIds: readonly string[];
}

export interface PathStep {
  readonly name: PathStepName;
  /** Milliseconds. */
  readonly at: number;
}

/** What is known about the way of one pushed message; every step is listed once, at its first time. */
export interface MessagePath {
  readonly msgId: string;
  readonly appKey: string;
  readonly conversationId: string;
  readonly userId: string;
  readonly steps: readonly PathStep[];
}
