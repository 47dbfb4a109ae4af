/** Frames that a Stream client may meet: real ones, real ones gone wrong, and what was never one. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { robotTopic } from "@dt/simulator";
import type { Random } from "../../../chaos/chance/random.ts";

/** What is sent: text as a text frame, bytes as a binary one. */
export type FrameData = string | Buffer;

type Maker = (random: Random) => FrameData;

export interface FuzzOptions {
  /** Stands in the body of every frame that has one, and in headers where there should be something else. */
  readonly marker: string;
  /** A frame of more bytes is dropped by the client. */
  readonly maxFrameBytes: number;
}

const fixtures = join(import.meta.dirname, "../../../packages/api/src/messages/__fixtures__/robot-messages");
/** Messages of every kind, as DingTalk pushes them. */
const realPushes = readdirSync(fixtures).map(
  (file) => (JSON.parse(readFileSync(join(fixtures, file), "utf8")) as { push: Record<string, unknown> }).push,
);

function below(random: Random, limit: number): number {
  return Math.floor(random.next() * limit);
}

/** A push to the robot, unless headers or rest say otherwise. */
function frame(data: unknown, headers: object = {}, rest: object = {}): string {
  return JSON.stringify({
    specVersion: "1.0",
    type: "CALLBACK",
    headers: { topic: robotTopic, messageId: "fuzz", contentType: "application/json", time: "0", ...headers },
    data: typeof data === "string" ? data : JSON.stringify(data),
    ...rest,
  });
}

/** Makers of frames by kind, with how often each is chosen. */
export function createFuzz({ marker, maxFrameBytes }: FuzzOptions): (random: Random) => FrameData {
  const realData = (random: Random): Record<string, unknown> => ({
    msgId: `${marker}-${random.next()}`,
    conversationId: `${marker}-conversation-${below(random, 20)}`,
    conversationType: random.pick(["1", "2"]),
    senderId: `${marker}-sender-${below(random, 200)}`,
    senderNick: marker,
    robotCode: "robot",
    createAt: 1_700_000_000_000,
    msgtype: "text",
    text: { content: marker },
    ...random.pick(realPushes),
  });

  const real = (random: Random): string => frame(realData(random), { messageId: `fuzz-${below(random, 1000)}` });

  const recent: Record<string, unknown>[] = [];
  /** A message of the last hundred or so once more, with the id of its frame or another. */
  const repeated = (random: Random): string => {
    const data = random.next() < 0.2 || recent.length === 0 ? realData(random) : random.pick(recent);
    if (recent.length < 100) recent.push(data);
    else recent[below(random, 100)] = data;
    return frame(data, { messageId: `fuzz-${below(random, 1000)}` });
  };

  const padded = (random: Random, size: number): string => {
    const empty = frame({ ...realData(random), msgtype: "text", text: { content: "" } });
    const content = `${marker}${"x".repeat(Math.max(0, size - Buffer.byteLength(empty) - Buffer.byteLength(marker)))}`;
    return frame({ ...(JSON.parse(dataOf(empty)) as object), text: { content } });
  };

  const strange = (random: Random): unknown =>
    random.pick<() => unknown>([
      () => null,
      () => true,
      () => -0,
      () => 1e308,
      () => -1e-308,
      () => 2 ** 53 + 2,
      () => below(random, 1000),
      () => "",
      () => marker,
      () => `${marker}\ud800`,
      () => `\udc00${marker}\u0000`,
      () => "\u0000",
      () => marker.repeat(100),
      () => [],
      () => {},
      () => ({}),
      () => [marker, { [marker]: marker }],
      () => ({ ...realData(random) }),
      () => JSON.stringify(realData(random)),
    ])();

  /** Puts something strange in the place of one to three fields, at any depth. */
  const spoil = (random: Random, value: Record<string, unknown>): Record<string, unknown> => {
    const copy = structuredClone(value);
    for (let times = 1 + below(random, 3); times > 0; times--) {
      let place = copy;
      for (;;) {
        const key = random.pick([...Object.keys(place), marker]);
        const inner = place[key];
        if (isObject(inner) && random.next() < 0.7) {
          place = inner;
          continue;
        }
        place[key] = strange(random);
        break;
      }
    }
    return copy;
  };

  const nested = (random: Random): string => {
    const depth = random.next() < 0.05 ? 100_000 : below(random, 3000);
    const [open, close] = random.pick([
      ["[", "]"],
      ['{"children":', "}"],
      ['{"repliedMsg":', "}"],
      ['{"__proto__":', "}"],
    ]);
    return `${(open ?? "").repeat(depth)}"${marker}"${(close ?? "").repeat(depth)}`;
  };

  const makers: readonly [weight: number, make: Maker][] = [
    [10, (random) => bytes(random, below(random, 200))],
    [10, (random) => bytes(random, below(random, 200)).toString("latin1")],
    [10, (random) => real(random).slice(0, below(random, 600))],
    [10, (random) => flip(random, Buffer.from(real(random)))],
    [10, (random) => flip(random, Buffer.from(real(random))).toString()],
    [20, (random) => frame(spoil(random, realData(random)))],
    [10, (random) => JSON.stringify(spoil(random, JSON.parse(real(random)) as Record<string, unknown>))],
    [4, (random) => frame(polluted(random, JSON.stringify(realData(random))))],
    [4, (random) => polluted(random, real(random))],
    [3, (random) => real(random).replace(/"createAt\\":\d+/, `"createAt\\":${random.pick(hugeNumbers)}`)],
    [2, (random) => `{"type":"CALLBACK","headers":{"topic":"${robotTopic}","messageId":"1"},"data":${nested(random)}}`],
    [1, (random) => frame(nested(random))],
    [1, (random) => frame(JSON.stringify({ ...realData(random), content: "@" }).replace('"@"', nested(random)))],
    [1, (random) => `{"type":"SYSTEM","headers":{"topic":"ping","messageId":"1"},"data":${nested(random)}}`],
    [5, (random) => real(random)],
    [8, repeated],
    [5, (random) => frame(realData(random), { topic: random.pick(["/v9/none", marker, "", "*"]) })],
    [
      5,
      (random) => frame(realData(random), {}, { type: random.pick(["EVENT", "SYSTEM", "NEWS", marker, "__proto__"]) }),
    ],
    [5, () => frame({ opaque: marker }, { topic: "ping" }, { type: "SYSTEM" })],
    [2, (random) => frame({}, { topic: random.pick(["KEEPALIVE", "REGISTERED", marker]) }, { type: "SYSTEM" })],
    [0.02, () => frame({ reason: marker }, { topic: "disconnect" }, { type: "SYSTEM" })],
    [0.05, (random) => padded(random, maxFrameBytes)],
    [0.05, (random) => padded(random, maxFrameBytes + 1 + below(random, maxFrameBytes))],
  ];
  const total = makers.reduce((sum, [weight]) => sum + weight, 0);

  return (random) => {
    let left = random.next() * total;
    for (const [weight, make] of makers) {
      left -= weight;
      if (left < 0) return make(random);
    }
    return real(random);
  };
}

const hugeNumbers = ["1e999", "-1e999", "99999999999999999999999999", "1.7976931348623157e308", "-0", "1e-400"];

/** Writes keys that would change every object if anybody assigned them. */
function polluted(random: Random, json: string): string {
  const evil = random.pick([
    '"__proto__":{"polluted":true,"topic":"x"},',
    '"constructor":{"prototype":{"polluted":true}},',
    '"toString":1,"hasOwnProperty":null,"toJSON":"x",',
    '"__proto__":null,"then":{"x":1},',
  ]);
  const places = Array.from(json.matchAll(/\{(?=")/g), ({ index }) => index + 1);
  const place = places[below(random, places.length)] ?? 1;
  return json.slice(0, place) + evil + json.slice(place);
}

function flip(random: Random, data: Buffer): Buffer {
  for (let times = 1 + below(random, 4); times > 0; times--) data[below(random, data.length)] = below(random, 256);
  return data;
}

function bytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => below(random, 256)));
}

function dataOf(push: string): string {
  return (JSON.parse(push) as { data: string }).data;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
