import type { RobotMessage } from "@dt/api";
import { silentLogger } from "@dt/runtime";
import type { Begin } from "@dt/session";
import { describe, expect, it, vi } from "vitest";
import { createOnWake, type OnWakeOptions } from "./on-wake.ts";
import { makeCardTenant, makeTenant, makeTurn } from "./testing.ts";

const session = { tenantId: "acme", sessionId: "dingtalk_private_u1" };

type InboxPart = OnWakeOptions["inbox"];

function setUp({ inbox, ...overrides }: Partial<Omit<OnWakeOptions, "inbox">> & { inbox?: Partial<InboxPart> } = {}) {
  const turn: Begin<RobotMessage> = { state: "turn", turn: makeTurn() };
  const ran: string[] = [];
  const ended: unknown[] = [];
  const onWake = createOnWake({
    inbox: { begin: async () => turn, withoutCard: async () => true, ...inbox },
    runner: {
      async run({ id, withoutCard }) {
        ran.push(withoutCard ? `${id} without a card` : id);
        return "committed";
      },
    },
    tenantOf: () => makeTenant(),
    savesCalls: async () => false,
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

  it("begins a turn within the limit of its tenant, and has it remember the tenant's card", async () => {
    const tenant = makeCardTenant();
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
    expect(limits).toEqual([{ concurrentTurns: 3, cardTemplate: "template.schema" }]);
  });

  it.each([
    ["does without a card in this and every later try", makeTurn(), 1],
    ["does without one also when an earlier try had none", makeTurn({ tries: 2 }), 1],
    // A turn that was handed back counts as tried for the first time again.
    ["takes a card to its end that an earlier try may have opened", makeTurn({ cardTemplate: "template.schema" }), 0],
  ])("O16 when few API calls are left, a turn %s", async (_case, turn, kept) => {
    const withoutCard = vi.fn<InboxPart["withoutCard"]>(async () => true);
    const inbox = { begin: async () => ({ state: "turn", turn }) as const, withoutCard };
    const { onWake, ran } = setUp({ inbox, savesCalls: async (tenantId) => tenantId === "acme" });
    await onWake(session);
    expect(withoutCard).toHaveBeenCalledTimes(kept);
    expect(ran).toEqual([kept === 1 ? `${turn.id} without a card` : turn.id]);
  });

  it("O16 a turn that should do without a card is run also when that cannot be kept", async () => {
    const { onWake, ran } = setUp({ inbox: { withoutCard: away }, savesCalls: async () => true });
    await onWake(session);
    expect(ran).toEqual([`${makeTurn().id} without a card`]);
  });

  it("leaves the mail of a tenant that is not configured where it is", async () => {
    const { onWake } = setUp({ tenantOf: () => undefined, inbox: { begin: away } });
    expect(await onWake(session)).toBeUndefined();
  });
});
