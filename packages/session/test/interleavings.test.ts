/**
 * Random interleavings of ingesters, workers and senders that die, sleep and come back, against what must hold whatever
 * happens: every message once, in order, and an account that adds up.
 */
import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  createAccounts,
  createDeadLetters,
  createInbox,
  createOutbox,
  type Delivery,
  type Outcome,
  type Part,
  type SessionKey,
  type Turn,
} from "../src/index.ts";
import { makeMessage, makePart, said, useRedis } from "./fixture.ts";

const redis = useRedis();
// Leases that are over at once: every interleaving of two workers or senders is possible.
const inbox = createInbox(redis, { leaseMs: 0 });
const outbox = createOutbox(redis, { leaseMs: 0 });
const accounts = createAccounts(redis);
const deadLetters = createDeadLetters(redis);

const sessionIds = ["dingtalk_private_u1", "dingtalk_group_cid_u1"];
const session = fc.nat(sessionIds.length - 1);
/** Which of the turns or deliveries that somebody still holds, fresh or stale. */
const held = fc.nat(20);

const operation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("append" as const), session, id: fc.nat(30), stop: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("begin" as const), session }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("commit" as const),
      held,
      take: fc.nat(3),
      parts: fc.nat(2),
      outcome: fc.constantFrom("answered" as const, "refused" as const, "dead" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("park" as const), held, counts: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("take" as const), limit: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("settle" as const),
      held,
      state: fc.constantFrom("sent", "sent", "sent", "retry", "unknown", "parked", "split", "released", "dead"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("replay" as const) }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

/** What the outside world has seen. */
interface World {
  readonly tenantId: string;
  readonly turns: Turn[];
  readonly deliveries: Delivery[];
  readonly accepted: Set<string>;
  /** Part ids in the order in which they were settled as sent, per session. */
  readonly sent: Map<string, string[]>;
}

const keyOf = (world: World, index: number): SessionKey => {
  return { tenantId: world.tenantId, sessionId: sessionIds[index] ?? "" };
};

async function apply(world: World, op: Operation): Promise<void> {
  switch (op.do) {
    case "append":
      return await append(world, op);
    case "begin": {
      const begun = await inbox.begin(keyOf(world, op.session));
      if (begun.state === "turn") world.turns.push(begun.turn);
      return;
    }
    case "commit":
      return await commit(world, op);
    case "park": {
      const turn = world.turns[op.held % (world.turns.length || 1)];
      if (turn) await inbox.park(turn, { delayMs: 0, counts: op.counts });
      return;
    }
    case "take":
      return await take(world, op);
    case "settle":
      return await settle(world, op);
    case "replay": {
      const [letter] = await deadLetters.list(world.tenantId);
      if (letter) await deadLetters.replay(world.tenantId, letter.id);
    }
  }
}

async function append(world: World, op: Extract<Operation, { do: "append" }>): Promise<void> {
  const message = makeMessage(`m${op.id}-${op.session}`, op.stop ? "stop" : undefined);
  const { duplicate } = await inbox.append(keyOf(world, op.session), message);
  expect(duplicate).toBe(world.accepted.has(message.id));
  world.accepted.add(message.id);
}

async function take(world: World, { limit }: Extract<Operation, { do: "take" }>): Promise<void> {
  const { deliveries } = await outbox.take(world.tenantId, { limit, perSecond: 100_000 });
  expect(new Set(deliveries.map(({ sessionId }) => sessionId)).size).toBe(deliveries.length);
  world.deliveries.push(...deliveries);
}

async function commit(world: World, op: Extract<Operation, { do: "commit" }>): Promise<void> {
  const turn = world.turns[op.held % (world.turns.length || 1)];
  if (turn === undefined) return;
  const answered = Math.max(1, Math.min(op.take, turn.messages.length));
  const messageIds = turn.messages.slice(0, answered).map(({ id }) => id);
  const silent = op.outcome === "dead";
  const parts = Array.from({ length: op.parts }, (_, index) =>
    makePart(turn, {
      id: `${turn.id}/${index + 1}`,
      messages: silent || index < op.parts - 1 ? 0 : answered,
      messageIds,
      outcome: op.outcome === "refused" ? "refused" : "answered",
    }),
  );
  await inbox.commit(turn, { answered, outcome: op.outcome, reason: "test", history: messageIds.map(said), parts });
}

async function settle(world: World, op: Extract<Operation, { do: "settle" }>): Promise<void> {
  const delivery = world.deliveries[op.held % (world.deliveries.length || 1)];
  if (delivery === undefined) return;
  const { settled } = await outbox.settle(delivery, outcomeOf(op.state, delivery.part));
  if (settled && op.state === "sent") {
    const sent = world.sent.get(delivery.sessionId) ?? [];
    world.sent.set(delivery.sessionId, [...sent, delivery.part.id]);
  }
}

function outcomeOf(state: string, part: Part): Outcome {
  switch (state) {
    case "retry":
    case "unknown":
    case "parked":
      return { state, delayMs: 0 };
    case "split":
      return {
        state,
        parts: [
          { ...part, id: `${part.id}.1`, messages: 0 },
          { ...part, id: `${part.id}.2` },
        ],
      };
    case "dead":
      return { state, reason: "test", detail: "" };
    case "released":
      return { state };
    default:
      return { state: "sent" };
  }
}

/** Everybody is well again: every message is answered and every part sent. */
async function finish(world: World): Promise<void> {
  for (const sessionId of sessionIds) {
    for (;;) {
      const begun = await inbox.begin({ tenantId: world.tenantId, sessionId });
      if (begun.state === "empty") break;
      if (begun.state !== "turn") continue;
      const { turn } = begun;
      const committed = await inbox.commit(turn, {
        answered: turn.messages.length,
        outcome: "answered",
        history: [],
        parts: [makePart(turn)],
      });
      expect(committed.committed).toBe(true);
    }
  }
  for (;;) {
    const { deliveries } = await outbox.take(world.tenantId, { limit: 10, perSecond: 100_000 });
    for (const delivery of deliveries) {
      expect((await outbox.settle(delivery, { state: "sent" })).settled).toBe(true);
      world.sent.set(delivery.sessionId, [...(world.sent.get(delivery.sessionId) ?? []), delivery.part.id]);
    }
    if (deliveries.length === 0) return;
  }
}

const turnNumber = (partId: string): number => Number(/#(\d+)\//.exec(partId)?.[1]);

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number >= (numbers[index - 1] ?? 0));
}

it("whatever dies, sleeps or is repeated: every message once, in order, and the account balances", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 60 }), async (operations) => {
      const world: World = {
        tenantId: `t-${randomUUID()}`,
        turns: [],
        deliveries: [],
        accepted: new Set(),
        sent: new Map(),
      };
      for (const op of operations) {
        await apply(world, op);
        expect(await accounts.account(world.tenantId)).toMatchObject({
          balanced: true,
          received: world.accepted.size,
        });
      }
      const replayed = operations.some((op) => op.do === "replay");
      await finish(world);
      for (const sent of world.sent.values()) {
        expect(new Set(sent).size).toBe(sent.length);
        // A replayed reply comes late on purpose.
        expect(replayed || isAscending(sent.map(turnNumber))).toBe(true);
      }
      const { waiting, delivering, answered, refused, dead, received } = await accounts.account(world.tenantId);
      expect({ waiting, delivering }).toEqual({ waiting: 0, delivering: 0 });
      expect(answered + refused + dead).toBe(received);
    }),
    { numRuns: 300, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  );
});
