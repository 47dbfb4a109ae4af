import type { JunkKind } from "../faults/faults.ts";
import type { Random } from "../world/random.ts";

export const robotTopic = "/v1.0/im/bot/messages/get";
export const cardTopic = "/v1.0/card/instances/callback";

export type FrameType = "SYSTEM" | "CALLBACK" | "EVENT";

export interface DownstreamFrame {
  readonly type: FrameType;
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON document as text. */
  readonly data: string;
}

export function encodeFrame({ type, headers, data }: DownstreamFrame): string {
  return `{"specVersion":"1.0","type":"${type}","headers":${JSON.stringify(headers)},"data":${JSON.stringify(data)}}`;
}

/** The answer of a client to a push. */
export interface AnswerFrame {
  readonly code: number;
  readonly messageId: string;
  /** JSON as text, or empty. */
  readonly data: string;
}

/** Reads an answer frame as tolerantly as the real gateway; undefined for anything else. */
export function decodeAnswer(bytes: Buffer): AnswerFrame | undefined {
  try {
    const frame = JSON.parse(bytes.toString()) as { code?: unknown; headers?: { messageId?: unknown }; data?: unknown };
    const messageId = frame.headers?.messageId;
    if (typeof messageId !== "string" || typeof frame.code !== "number") return undefined;
    return { code: frame.code, messageId, data: typeof frame.data === "string" ? frame.data : "" };
  } catch {
    return undefined;
  }
}

/** A frame that no client should choke on. */
export function junkFrame(kind: JunkKind, random: Random, bytes: number): string | Buffer {
  const headers = {
    topic: robotTopic,
    contentType: "application/json",
    messageId: `junk_${random.below(1e9)}`,
    time: "0",
  };
  switch (kind) {
    case "bad-json":
      return '{"specVersion":"1.0","type":"CALLBACK","headers":{"topic"';
    case "not-object":
      return random.pick(["null", "[]", "42", '"text"', "true"]) ?? "null";
    case "missing-headers":
      return JSON.stringify({ specVersion: "1.0", type: "CALLBACK", data: "{}" });
    case "missing-type":
      return JSON.stringify({ specVersion: "1.0", headers, data: "{}" });
    case "unknown-type":
      return JSON.stringify({ specVersion: "1.0", type: "GREETING", headers, data: "{}" });
    case "unknown-topic":
      return JSON.stringify({
        specVersion: "1.0",
        type: "CALLBACK",
        headers: { ...headers, topic: "/v9/none" },
        data: "{}",
      });
    case "bad-data":
      return JSON.stringify({ specVersion: "1.0", type: "CALLBACK", headers, data: '{"msgId":' });
    case "huge":
      return JSON.stringify({
        specVersion: "1.0",
        type: "SYSTEM",
        headers: { ...headers, topic: "none" },
        data: "x".repeat(bytes),
      });
    case "random-bytes":
      return random.bytes(Math.min(bytes, 65_536));
  }
}
