import type { RobotMessage } from "@dt/api";
import { silentLogger } from "@dt/runtime";
import type { NewMessage, SessionKey, UnreadablePush } from "@dt/session";
import { describe, expect, it } from "vitest";
import { type AcceptOptions, createAccept } from "./accept.ts";
import { RedisFullError } from "./memory-guard.ts";

/** A push as DingTalk sends it. */
function makePush(overrides: Record<string, unknown> = {}) {
  return {
    msgId: "msg1==",
    msgtype: "text",
    text: { content: " 你好 " },
    conversationId: "cid-private",
    conversationType: "1",
    senderId: "$:LWCP_v1:$u1",
    senderStaffId: "u1",
    senderNick: "小明",
    robotCode: "dingacme",
    createAt: 1_700_000_000_000,
    ...overrides,
  };
}

const inGroup = { conversationType: "2", conversationId: "cid-group" };

interface Stored {
  readonly session: SessionKey;
  readonly message: NewMessage<RobotMessage>;
}

type Overrides = Partial<Pick<AcceptOptions, "guard">> & {
  append?: (stored: Stored) => Promise<{ duplicate: boolean; waiting: number }>;
  keepUnreadable?: (push: UnreadablePush) => Promise<{ duplicate: boolean }>;
};

/** An ingester whose effects are noted, in their order. */
function setUp(overrides: Overrides = {}) {
  const events: string[] = [];
  const stored: Stored[] = [];
  const unreadable: UnreadablePush[] = [];
  const errors: string[] = [];
  // Only what accepting may use.
  const inbox = {
    async append(session: SessionKey, message: NewMessage<RobotMessage>) {
      events.push("append");
      stored.push({ session, message });
      return (await overrides.append?.({ session, message })) ?? { duplicate: false, waiting: 1 };
    },
  } as unknown as AcceptOptions["inbox"];
  const deadLetters = {
    async keepUnreadable(_tenantId: string, push: UnreadablePush) {
      events.push("keep");
      unreadable.push(push);
      return (await overrides.keepUnreadable?.(push)) ?? { duplicate: false };
    },
  } as unknown as AcceptOptions["deadLetters"];
  const waker: AcceptOptions["waker"] = {
    wakeSoon: ({ tenantId, sessionId }) => void events.push(`wake ${tenantId} ${sessionId}`),
  };
  const accept = createAccept({
    inbox,
    deadLetters,
    waker,
    guard: overrides.guard ?? (() => {}),
    logger: {
      ...silentLogger,
      error: (_fields, message) => void errors.push(message),
    },
    onAccepted: (_tenantId, result) => void events.push(result),
  });
  return { accept, events, stored, unreadable, errors };
}

const refuse = (): never => {
  throw new RedisFullError();
};

/** Lets everything happen that waits for nothing. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("a push", () => {
  it("is stored with its message, then its session is woken", async () => {
    const { accept, events, stored } = setUp();
    await accept("acme", makePush());
    expect(events).toEqual(["append", "wake acme dingtalk_private_u1", "stored"]);
    expect(stored[0]?.message).toMatchObject({
      id: "msg1==",
      robotCode: "dingacme",
      sentAt: 1_700_000_000_000,
      content: { text: "你好", sender: { staffId: "u1" } },
    });
    expect(stored[0]?.message).not.toHaveProperty("control");
  });

  it("I5 may not be acknowledged before it is stored, and may be right afterwards", async () => {
    const storing = Promise.withResolvers<{ duplicate: boolean; waiting: number }>();
    const { accept, events } = setUp({ append: () => storing.promise });
    const accepting = accept("acme", makePush()).then(() => events.push("may be acknowledged"));
    await settle();
    expect(events).toEqual(["append"]);
    storing.resolve({ duplicate: false, waiting: 1 });
    await accepting;
    expect(events.at(-1)).toBe("may be acknowledged");
  });

  it("I5 may not be acknowledged when it could not be stored", async () => {
    const { accept, events } = setUp({ append: () => Promise.reject(new Error("Redis is away")) });
    await expect(accept("acme", makePush())).rejects.toThrow("away");
    expect(events).toEqual(["append"]);
  });

  it("I5 may not be stored nor acknowledged while Redis is nearly full", async () => {
    const { accept, events } = setUp({ guard: refuse });
    await expect(accept("acme", makePush())).rejects.toThrow(RedisFullError);
    await expect(accept("acme", {})).rejects.toThrow(RedisFullError);
    expect(events).toEqual([]);
  });

  it("wakes nobody behind messages that wait: their turn's commit does", async () => {
    const { accept, events } = setUp({ append: async () => ({ duplicate: false, waiting: 2 }) });
    await accept("acme", makePush());
    expect(events).toEqual(["append", "stored"]);
  });

  it("I6 wakes again when it is repeated: the first wake may be what was lost", async () => {
    const { accept, events } = setUp({ append: async () => ({ duplicate: true, waiting: 1 }) });
    await accept("acme", makePush());
    expect(events).toEqual(["append", "wake acme dingtalk_private_u1", "duplicate"]);
  });
});

describe("the session of a push", () => {
  it.each([
    ["of a person in private", {}, "dingtalk_private_u1"],
    ["of a person in a group", inGroup, "dingtalk_group_cid-group_u1"],
    ["of somebody outside", { senderStaffId: undefined }, "dingtalk_private_$:LWCP_v1:$u1"],
  ])("is that %s", async (_case, overrides, sessionId) => {
    const { accept, stored } = setUp();
    await accept("acme", makePush(overrides));
    expect(stored[0]?.session).toEqual({ tenantId: "acme", sessionId });
  });
});

describe("a /stop", () => {
  it.each(["/stop", " /STOP "])("I17 ends the running turn in the step that stores it: %j", async (content) => {
    const { accept, stored } = setUp();
    await accept("acme", makePush({ text: { content } }));
    expect(stored[0]?.message.control).toBe("stop");
  });

  it("wakes its session although others wait before it", async () => {
    const { accept, events } = setUp({ append: async () => ({ duplicate: false, waiting: 2 }) });
    await accept("acme", makePush({ text: { content: "/stop" } }));
    expect(events).toContain("wake acme dingtalk_private_u1");
  });

  it.each(["/stopp", "please /stop", "stop"])("is not %j", async (content) => {
    const { accept, stored } = setUp();
    await accept("acme", makePush({ text: { content } }));
    expect(stored[0]?.message).not.toHaveProperty("control");
  });
});

function neverReturns(): never {
  throw new RangeError("Maximum call stack size exceeded");
}

describe("a push that nobody can read", () => {
  it.each([[{ msgtype: "text" }], ["no JSON at all"], [null], [undefined], [[]]])(
    "C11 is kept as it came, then it may be acknowledged: %j",
    async (data) => {
      const { accept, events, unreadable } = setUp();
      await accept("acme", data);
      expect(events).toEqual(["keep", "unreadable"]);
      expect(unreadable).toMatchObject([{ reason: "unreadable", detail: expect.stringContaining("no ") }]);
      expect(JSON.parse(unreadable[0]?.payload ?? "")).toEqual(data ?? null);
    },
  );

  it.each([
    ["read", Object.defineProperty({}, "msgId", { get: () => neverReturns() })],
    ["written", Object.assign([], { 0: { endless: 1n } })],
  ])("C11 is kept in words when it cannot even be %s: to push it again would help nobody", async (_, data) => {
    const { accept, events, unreadable } = setUp();
    await accept("acme", data);
    expect(events).toEqual(["keep", "unreadable"]);
    expect(JSON.parse(unreadable[0]?.payload ?? "")).toBeTypeOf("object");
  });

  it("I1 is counted and told of once, however often it is pushed", async () => {
    const { accept, events, errors } = setUp({ keepUnreadable: async () => ({ duplicate: true }) });
    await accept("acme", {});
    expect(events).toEqual(["keep", "duplicate"]);
    expect(errors).toEqual([]);
  });

  it("I5 may not be acknowledged when it could not be kept", async () => {
    const { accept, events } = setUp({ keepUnreadable: () => Promise.reject(new Error("Redis is away")) });
    await expect(accept("acme", {})).rejects.toThrow("away");
    expect(events).toEqual(["keep"]);
  });
});
