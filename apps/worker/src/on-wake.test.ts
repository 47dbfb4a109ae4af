import type { RobotMessage } from "@dt/api";
import { silentLogger } from "@dt/runtime";
import type { Begin, Inbox } from "@dt/session";
import { describe, expect, it } from "vitest";
import { createOnWake, type OnWakeOptions } from "./on-wake.ts";
import { createSlots } from "./slots.ts";
import { makeTenant, makeTurn } from "./testing.ts";

const session = { tenantId: "acme", sessionId: "dingtalk_private_u1" };

type FakeInbox = Pick<Inbox<RobotMessage>, "begin" | "due">;

function setUp({ inbox, ...overrides }: Partial<Omit<OnWakeOptions, "inbox">> & { inbox?: Partial<FakeInbox> } = {}) {
  const turn: Begin<RobotMessage> = { state: "turn", turn: makeTurn() };
  const ran: string[] = [];
  const woken: unknown[] = [];
  const ended: unknown[] = [];
  const fake: FakeInbox = {
    begin: async () => turn,
    due: async () => ({ oldestMs: 0, sessionIds: [] }),
    ...inbox,
  };
  const onWake = createOnWake({
    // Only what the handler may use.
    inbox: fake as Inbox<RobotMessage>,
    runner: {
      async run({ id }) {
        ran.push(id);
        return "committed";
      },
    },
    slots: createSlots(),
    tenantOf: () => makeTenant(),
    wakeSession: ({ sessionId }, delayMs) => woken.push([sessionId, delayMs]),
    onTurn: (result, seconds, { tenantId }) => ended.push([result, seconds >= 0, tenantId]),
    logger: silentLogger,
    ...overrides,
  });
  return { onWake, ran, woken, ended };
}

const away = () => Promise.reject(new Error("Redis is away"));

const onlyOne = () => {
  const tenant = makeTenant();
  return { ...tenant, limits: { ...tenant.limits, concurrentTurns: 1 } };
};

describe("a wake", () => {
  it("begins and runs a turn, and reports how it ended", async () => {
    const { onWake, ran, ended } = setUp();
    expect(await onWake(session)).toBeUndefined();
    expect(ran).toEqual([makeTurn().id]);
    expect(ended).toEqual([["committed", true, "acme"]]);
  });

  it.each<Begin<RobotMessage>>([{ state: "empty" }, { state: "later", at: 1 }])(
    "does nothing when the session is %j",
    async (begun) => {
      const { onWake, ran, ended } = setUp({ inbox: { begin: async () => begun } });
      await onWake(session);
      expect([ran, ended]).toEqual([[], []]);
    },
  );

  it("leaves the mail of a tenant that is not configured where it is", async () => {
    const { onWake } = setUp({ tenantOf: () => undefined, inbox: { begin: away } });
    expect(await onWake(session)).toBeUndefined();
  });
});

describe("a tenant with as many turns as it may have", () => {
  it("begins no more, and goes on with what is due when one ends", async () => {
    const release = Promise.withResolvers<void>();
    const ran: string[] = [];
    const { onWake, woken } = setUp({
      tenantOf: onlyOne,
      inbox: { due: async () => ({ oldestMs: 5, sessionIds: ["dingtalk_private_u2"] }) },
      runner: {
        async run({ id }) {
          ran.push(id);
          await release.promise;
          return "committed";
        },
      },
    });
    const first = onWake(session);
    await onWake({ ...session, sessionId: "dingtalk_private_u2" });
    expect(ran).toHaveLength(1);
    expect(woken).toEqual([]);
    release.resolve();
    await first;
    expect(woken).toEqual([["dingtalk_private_u2", 0]]);
  });

  it("has its place back when a turn could not be begun or run", async () => {
    const { onWake } = setUp({ tenantOf: onlyOne, runner: { run: away } });
    await expect(onWake(session)).rejects.toThrow("away");
    await expect(onWake(session)).rejects.toThrow("away");
  });
});
