import type { RobotMessage } from "@dt/api";
import { silentLogger } from "@dt/runtime";
import type { Begin } from "@dt/session";
import { describe, expect, it } from "vitest";
import { createOnWake, type OnWakeOptions } from "./on-wake.ts";
import { makeTenant, makeTurn } from "./testing.ts";

const session = { tenantId: "acme", sessionId: "dingtalk_private_u1" };

function setUp(overrides: Partial<OnWakeOptions> = {}) {
  const turn: Begin<RobotMessage> = { state: "turn", turn: makeTurn() };
  const ran: string[] = [];
  const ended: unknown[] = [];
  const onWake = createOnWake({
    inbox: { begin: async () => turn },
    runner: {
      async run({ id }) {
        ran.push(id);
        return "committed";
      },
    },
    tenantOf: () => makeTenant(),
    onTurn: (result, seconds, { tenantId }) => ended.push([result, seconds >= 0, tenantId]),
    logger: silentLogger,
    ...overrides,
  });
  return { onWake, ran, ended };
}

const away = () => Promise.reject(new Error("Redis is away"));

describe("a wake", () => {
  it("begins and runs a turn, and reports how it ended", async () => {
    const { onWake, ran, ended } = setUp();
    expect(await onWake(session)).toBeUndefined();
    expect(ran).toEqual([makeTurn().id]);
    expect(ended).toEqual([["committed", true, "acme"]]);
  });

  it.each<Begin<RobotMessage>>([{ state: "empty" }, { state: "later", at: 1 }, { state: "full" }])(
    "does nothing when the session is %j",
    async (begun) => {
      const { onWake, ran, ended } = setUp({ inbox: { begin: async () => begun } });
      await onWake(session);
      expect([ran, ended]).toEqual([[], []]);
    },
  );

  it("begins a turn within the limit of its tenant", async () => {
    const tenant = makeTenant();
    const limits: unknown[] = [];
    const { onWake } = setUp({
      tenantOf: () => ({ ...tenant, limits: { ...tenant.limits, concurrentTurns: 3 } }),
      inbox: {
        async begin(_session, options) {
          limits.push(options);
          return { state: "full" };
        },
      },
    });
    await onWake(session);
    expect(limits).toEqual([{ concurrentTurns: 3 }]);
  });

  it("leaves the mail of a tenant that is not configured where it is", async () => {
    const { onWake } = setUp({ tenantOf: () => undefined, inbox: { begin: away } });
    expect(await onWake(session)).toBeUndefined();
  });
});
