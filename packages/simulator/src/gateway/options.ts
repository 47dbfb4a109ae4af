/** How the Stream gateway behaves; the defaults follow what is documented or was seen. */
export interface StreamOptions {
  /** Time a client has to answer a push. Default 60 000. */
  readonly ackTimeoutMs?: number;
  /** How often an unanswered robot message is pushed again. Default 1. */
  readonly robotRepeats?: number;
  /** Waiting times before the repeats of an unanswered event. Default 10, 30, 60 and 120 s. */
  readonly eventDelaysMs?: readonly number[];
  /** Robot messages that find no connection: `drop` (default), or `queue` until one opens. */
  readonly whenAlone?: "drop" | "queue";
  /** Interval of SYSTEM pings. Default 30 000; 0 sends none. */
  readonly pingEveryMs?: number;
  /** Sends CONNECTED and REGISTERED after the handshake. Default false. */
  readonly announce?: boolean;
  /** Interval of KEEPALIVE frames. Default 0: none. */
  readonly keepaliveEveryMs?: number;
  /** Age at which a connection is told to go. Default 0: never. */
  readonly maxAgeMs?: number;
  /** Silence between the `disconnect` frame and the end of the connection. Default 10 000. */
  readonly disconnectSilenceMs?: number;
  /** Whether an answer counts that comes over another connection of the app. Default `any`. */
  readonly acksFrom?: "any" | "same-connection";
  /** A new connection makes the gateway disconnect the older ones. Default false. */
  readonly newestOnly?: boolean;
  /** HTTP status for a bad, expired or used ticket. Default 401. */
  readonly badTicketStatus?: number;
  /** Time a card callback waits for its answer. Default 2 000. */
  readonly cardAnswerMs?: number;
}

export const streamDefaults: Required<StreamOptions> = {
  ackTimeoutMs: 60_000,
  robotRepeats: 1,
  eventDelaysMs: [10_000, 30_000, 60_000, 120_000],
  whenAlone: "drop",
  pingEveryMs: 30_000,
  announce: false,
  keepaliveEveryMs: 0,
  maxAgeMs: 0,
  disconnectSilenceMs: 10_000,
  acksFrom: "any",
  newestOnly: false,
  badTicketStatus: 401,
  cardAnswerMs: 2_000,
};
