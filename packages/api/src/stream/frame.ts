/** A push as it came, with its data decoded. */
export interface StreamFrame {
  readonly type: "SYSTEM" | "EVENT" | "CALLBACK";
  /** `*` for events, else the callback topic. */
  readonly topic: string;
  /** Id of this push. A repeated push of the same message has another one. */
  readonly messageId: string;
  /** All headers, as text: `eventType`, `eventId`, `eventCorpId`, `connectionId` … */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON document inside the frame; the text itself when it is not JSON. */
  readonly data: unknown;
}

/** Why a frame cannot be used. */
export type FrameProblem =
  | "too_large"
  | "not_json"
  | "not_an_object"
  | "no_headers"
  | "no_topic"
  | "unknown_type"
  | "unexpected";

const types: ReadonlySet<unknown> = new Set(["SYSTEM", "EVENT", "CALLBACK"]);

/** Reads a frame; never throws. */
export function parseFrame(text: string): StreamFrame | FrameProblem {
  const frame = parseJson(text);
  if (frame === undefined) return "not_json";
  if (!isObject(frame)) return "not_an_object";
  if (!types.has(frame["type"])) return "unknown_type";
  const headers = readHeaders(frame["headers"]);
  if (headers === undefined) return "no_headers";
  const { topic, messageId = "" } = headers;
  if (topic === undefined) return "no_topic";
  return { type: frame["type"] as StreamFrame["type"], topic, messageId, headers, data: decode(frame["data"]) };
}

function readHeaders(headers: unknown): Record<string, string> | undefined {
  if (!isObject(headers)) return undefined;
  const entries = Object.entries(headers).filter(([, value]) => typeof value === "string" || typeof value === "number");
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function decode(data: unknown): unknown {
  return typeof data === "string" ? (parseJson(data) ?? data) : data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A topic or an id as the log may hold it. What has another shape could be anything, words of a person included. */
export function loggable(header: string): string {
  return /^[\w*/.=+:-]{1,128}$/.test(header) ? header : `[${header.length} characters]`;
}

/** 200 done, 404 no handler, 500 the handler failed. */
export type AckCode = 200 | 404 | 500;

/** The answer to a push as it goes over the wire. */
export function encodeAck(messageId: string, code: AckCode, message: string, data: unknown): string {
  const headers = { contentType: "application/json", messageId };
  return JSON.stringify({ code, headers, message, data: JSON.stringify(data) });
}
