import type { ListenerName } from "../http/exchange.ts";
import type { CardStatus, MessageType } from "../world/types.ts";

/** One HTTP request. Secrets are masked. */
export interface RequestEntry {
  readonly at: number;
  readonly listener: ListenerName;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Name of the declared operation, or `model.chat`, `stream.handshake`; absent for unknown paths. */
  readonly operation?: string;
  readonly appKey?: string;
  readonly requestId: string;
  /** The parsed body; only the newest requests keep theirs. */
  body?: unknown;
  /** HTTP status that was answered; absent when nothing was. */
  readonly status?: number;
  /** Error code of the answer: `code`, `sub_code` or `errcode` other than 0. */
  readonly code?: string;
  /** `aborted`: the client left before the answer. */
  readonly outcome: "answered" | "reset" | "hung" | "aborted";
  /** Whether the request took effect, whatever the client was told. */
  readonly effect: boolean;
  /** Types of the faults that struck it. */
  readonly faults: readonly string[];
  readonly durationMs: number;
}

/** One attempt to push. */
export interface PushEntry {
  readonly at: number;
  readonly appKey: string;
  readonly topic: string;
  /** `headers.messageId`, new for each attempt. */
  readonly frameId: string;
  /** `msgId` of a robot message or `eventId`, the same for each attempt. */
  readonly msgId?: string;
  /** `callback` for a push by HTTP. */
  readonly connectionId?: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly outcome: "sent" | "lost" | "no-connection" | "queued";
}

/** One answer frame of a client, or the answer to a push by HTTP: its status is the code, 0 for a wrong answer. */
export interface AckEntry {
  readonly at: number;
  readonly appKey: string;
  readonly connectionId: string;
  readonly frameId: string;
  readonly msgId?: string;
  readonly code: number;
  /** False for a frame id that is not waiting for an answer: unknown, answered before, or timed out. */
  readonly known: boolean;
  readonly sameConnection: boolean;
  /** Since the push; absent for unknown frames. */
  readonly latencyMs?: number;
}

export type DeliveryRoute = "session" | "one-to-one" | "group" | "webhook" | "card" | "person-chat";

/** One message of a robot that reached a conversation. */
export interface DeliveryEntry {
  readonly at: number;
  readonly appKey: string;
  readonly conversationId: string;
  /** The person it is for, as far as that can be known. */
  readonly userId?: string;
  readonly route: DeliveryRoute;
  readonly type: MessageType;
  /** For cards the newest text. */
  text: string;
  readonly messageId: string;
  /** The message that a session webhook belongs to. */
  readonly msgId?: string;
  readonly outTrackId?: string;
  cardStatus?: CardStatus;
  recalled?: boolean;
}

export interface FrameEntry {
  readonly at: number;
  readonly appKey: string;
  readonly connectionId: string;
  readonly direction: "sent" | "received";
  readonly type: string;
  readonly topic?: string;
  readonly frameId?: string;
  readonly bytes: number;
}

export interface ConnectionEntry {
  readonly at: number;
  readonly appKey?: string;
  readonly connectionId?: string;
  readonly event: "opened" | "refused" | "disconnecting" | "closed";
  readonly reason?: string;
}
