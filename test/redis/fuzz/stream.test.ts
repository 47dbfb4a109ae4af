/**
 * Frames of every kind through a real socket into the accept path of the ingester and a real Redis.
 *
 * DT_FUZZ_SEED repeats a run, DT_FUZZ_FRAMES makes it longer.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { RobotMessage } from "@dt/api";
import { StreamClient } from "@dt/api/stream";
import { createWaker } from "@dt/queue";
import { createLogger } from "@dt/runtime";
import { closeRedis, connectRedis, createAccounts, createDeadLetters, createInbox } from "@dt/session";
import { type Connection, createSimulator, defaultApp, type Simulator } from "@dt/simulator";
import { expect, it, onTestFailed, onTestFinished, vi } from "vitest";
import { createAccept } from "../../../apps/ingester/src/accept.ts";
import { createRandom, type Random } from "../../../chaos/chance/random.ts";
import { startRedis } from "../../redis-server.ts";
import { createFuzz, type FrameData } from "./frames.ts";

const seed = Number(process.env["DT_FUZZ_SEED"] ?? 1);
const frames = Number(process.env["DT_FUZZ_FRAMES"] ?? 100_000);
const batch = 500;
const maxFrameBytes = 1_048_576;
const tenantId = "fuzz";
/** Letters that no log has by itself, so that one line with them is a leak. */
const marker = "机密BODYzq";
const people = 10;

/** The ingester's way from socket to store, with its log and counters in the open. */
async function startIngester(simulator: Simulator) {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const store = connectRedis(redis.url, { mode: "patient" });
  onTestFinished(() => closeRedis(store));
  const log: string[] = [];
  const logger = createLogger({ name: "fuzz", level: "debug", destination: { write: (line) => void log.push(line) } });
  const waker = createWaker("inbound", { redis: store, logger });
  onTestFinished(() => waker.close());
  const results = { stored: 0, duplicate: 0, unreadable: 0 };
  const accept = createAccept({
    inbox: createInbox<RobotMessage>(store),
    deadLetters: createDeadLetters(store),
    waker,
    guard: () => {},
    logger,
    onAccepted: (_tenantId, result) => void results[result]++,
  });
  const client = new StreamClient({
    clientId: defaultApp.appKey,
    clientSecret: defaultApp.appSecret,
    apiUrl: simulator.apiUrl,
    onRobotMessage: ({ data }) => accept(tenantId, data),
    logger,
    maxFrameBytes,
    backoff: { firstMs: 10, longestMs: 50 },
    drainMs: 500,
  });
  onTestFinished(() => client.stop());
  await client.start();
  return { client, store, log, results };
}

/** Messages among the frames, by person; DingTalk pushes each until it is acknowledged. */
function talkTo(simulator: Simulator) {
  const said = new Map<string, string[]>();
  let number = 0;
  return {
    said,
    say: (): void => {
      const senderId = `person-${number % people}`;
      const msgId = `valid-${number++}`;
      said.set(senderId, [...(said.get(senderId) ?? []), msgId]);
      const about = { msgId, senderId, conversationId: "c", conversationType: "1", robotCode: "robot" };
      const data = JSON.stringify({ ...about, createAt: number, msgtype: "text", text: { content: marker } });
      simulator.push({ appKey: defaultApp.appKey, msgId, data });
    },
  };
}

/** What happens to a connection, besides frames. */
const mischief: readonly ((connection: Connection) => void)[] = [
  (connection) => connection.disconnect("fuzz"),
  (connection) => connection.reset(),
  (connection) => connection.close(1011),
  (connection) => connection.sendRaw("x".repeat(17 * maxFrameBytes)),
  (connection) => {
    for (let count = 0; count < 500; count++) connection.sendControl(count % 2 === 0 ? "ping" : "pong", marker);
  },
];

async function connectionOf(simulator: Simulator): Promise<Connection> {
  return vi.waitFor(
    () => {
      const connection = simulator.connections().findLast(({ state }) => state === "open");
      if (connection === undefined) throw new Error("there is no connection");
      return connection;
    },
    { timeout: 20_000, interval: 2 },
  );
}

/** Sends a batch of frames with messages among them, and waits until those are acknowledged. */
async function sendBatch(simulator: Simulator, random: Random, next: () => FrameData, say: () => void): Promise<void> {
  const connection = await connectionOf(simulator);
  const messageEvery = Math.ceil(batch / 4);
  for (let index = 0; index < batch; index++) {
    connection.sendRaw(next());
    if (index % messageEvery === 0) say();
  }
  if (random.next() < 0.1) random.pick(mischief)(connection);
  await vi.waitFor(() => expect(simulator.waitingPushes()).toBe(0), { timeout: 60_000, interval: 2 });
}

function collectGarbage(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

type Ingester = Awaited<ReturnType<typeof startIngester>>;

function expectCountersToAgree({ client, results }: Ingester): void {
  const { received, acknowledged, failed, lostAcknowledgements, malformed } = client.counts;
  expect(failed).toBe(0);
  expect(received).toBe(acknowledged + lostAcknowledgements);
  expect(results.stored + results.duplicate + results.unreadable).toBe(received);
  for (const count of [malformed, ...Object.values(results)]) expect(count).toBeGreaterThan(frames / 100);
}

/** In the inbox of its person, and in the account. */
async function expectEveryMessageOnce({ store, results }: Ingester, said: Map<string, string[]>): Promise<void> {
  const inbox = createInbox<RobotMessage>(store, { turnMessages: frames });
  for (const [senderId, msgIds] of said) {
    const begun = await inbox.begin({ tenantId, sessionId: `dingtalk_private_${senderId}` });
    const stored = begun.state === "turn" ? begun.turn.messages.map(({ id }) => id) : [];
    expect(stored.toSorted()).toEqual(msgIds.toSorted());
  }
  const account = await createAccounts(store).account(tenantId);
  expect(account).toMatchObject({ balanced: true, waiting: results.stored, duplicates: results.duplicate });
}

it(`C11 survives ${frames} frames (DT_FUZZ_SEED=${seed}): every message among them is stored once, no word is logged`, async () => {
  const simulator = await createSimulator({
    seed,
    record: { mode: "counters" },
    stream: { ackTimeoutMs: 400, robotRepeats: 10_000, whenAlone: "queue" },
  });
  onTestFinished(() => simulator.close());
  const ingester = await startIngester(simulator);
  const { client, log } = ingester;
  onTestFailed(() => {
    process.stderr.write(`DT_FUZZ_SEED=${seed} repeats this run\n${log.slice(-20).join("")}`);
  });
  const random = createRandom(seed);
  const fuzz = createFuzz({ marker, maxFrameBytes });
  const { said, say } = talkTo(simulator);

  const heap: number[] = [];
  for (let sent = 0; sent < frames; sent += batch) {
    await sendBatch(simulator, random, () => fuzz(random), say);
    if (sent % (frames / 10) < batch) heap.push(collectGarbage());
  }
  await vi.waitFor(() => expect([client.inFlight, client.state]).toEqual([0, "open"]), { timeout: 60_000 });

  expectCountersToAgree(ingester);
  await expectEveryMessageOnce(ingester, said);
  expect(log.filter((line) => line.includes("机密") || line.includes("BODYzq"))).toEqual([]);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect((heap.at(-1) ?? 0) - (heap[1] ?? 0)).toBeLessThan(64 * 1_048_576);
}, 300_000);
