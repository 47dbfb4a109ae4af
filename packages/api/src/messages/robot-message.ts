/** A message to a robot in dt's own form: small, free of DingTalk's variants, and plain JSON. */

/** A file of a message, to be fetched with `client.robot.downloadUrl`. */
export interface Attachment {
  readonly kind: "picture" | "audio" | "video" | "file";
  /** Temporary, and only good for the robot that received the message. */
  readonly downloadCode: string;
  readonly fileName?: string;
  readonly durationMs?: number;
}

/** DingTalk's `msgtype`; `unknown` for those that nobody documented. */
export type RobotMessageKind =
  | "text"
  | "richText"
  | "picture"
  | "audio"
  | "video"
  | "file"
  | "markdown"
  | "actionCard"
  | "interactiveCard"
  | "chatRecord"
  | "reply"
  | "unknown";

/** What a message answers to. */
export interface MessageQuote {
  /** Absent when DingTalk does not tell which message it is. */
  readonly messageId?: string;
  /** Encrypted id, comparable with `sender.id`. */
  readonly senderId?: string;
  /** The robot itself said what is quoted. */
  readonly fromBot: boolean;
  /** As in a message; quotes inside the quote stand in front, each line after "> ". Never empty. */
  readonly text: string;
  /** Of the quoted message and of the quotes inside it. */
  readonly attachments: readonly Attachment[];
}

export interface RobotMessage {
  /** `msgId`: the same when DingTalk pushes the message again. */
  readonly id: string;
  /** Falls back to the robot's encrypted user id (`chatbotUserId`), which tells robots apart but sends nothing. */
  readonly robotCode: string;
  readonly conversation: {
    readonly id: string;
    readonly type: "private" | "group";
    /** Only groups have one. */
    readonly title?: string;
  };
  readonly sender: {
    /** The user id inside the organisation; absent for outsiders. */
    readonly staffId?: string;
    /** Encrypted id; no operation takes it as a user id. */
    readonly id: string;
    readonly unionId?: string;
    readonly nick: string;
    /** Absent for outsiders. */
    readonly corpId?: string;
    readonly isAdmin: boolean;
  };
  /** ms since the epoch; the time of reading when DingTalk gives none. */
  readonly sentAt: number;
  /** Where an answer can go without a token, until `expiresAt` (ms since the epoch). */
  readonly webhook?: { readonly url: string; readonly expiresAt: number };
  readonly kind: RobotMessageKind;
  /**
   * What a model can read, trimmed: words as they are, a voice message as its transcript, everything else as a
   * placeholder such as `[图片]` or `[文件: plan.pdf]`. Empty when there is nothing: a bare mention, or a voice message
   * without a transcript (its attachment is there).
   */
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly quote?: MessageQuote;
  /** The robot was mentioned; always so in a private chat. */
  readonly mentioned: boolean;
  /** The organisation's monthly quota is used up (`errorCode` 20001): DingTalk left the content out. */
  readonly quotaExceeded: boolean;
}
