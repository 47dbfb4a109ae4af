import { DingTalkError, type DingTalkErrorCode } from "@dt/api";
import type { ReplyContent } from "@dt/session";
import { describe, expect, it } from "vitest";
import { afterFailure, beforeSend, MAX_ATTEMPTS } from "./outcome.ts";
import { card, makeDelivery, markdown } from "./testing.ts";

const bodies = { markdown, card };
type Kind = keyof typeof bodies;
type Sent = "not_sent" | "unknown";
type State = ReturnType<typeof afterFailure>["state"];

const deliveryOf = (kind: Kind, attempts = 1, unknownOutcomes = 0) =>
  makeDelivery({ attempts, unknownOutcomes }, { body: bodies[kind] });

function stateAfter(code: DingTalkErrorCode, outcome: Sent, kind: Kind, attempts = 1): State {
  return afterFailure(new DingTalkError("…", { code, outcome }), deliveryOf(kind, attempts)).state;
}

/** What becomes of a part when a send failed: certainly without effect, or perhaps with one. */
const table: Record<DingTalkErrorCode, { notSent: State; perhaps: { markdown: State; card: State } }> = {
  invalid_request: { notSent: "dead", perhaps: { markdown: "unknown", card: "retry" } },
  too_large: { notSent: "dead", perhaps: { markdown: "unknown", card: "retry" } },
  unauthorized: { notSent: "retry", perhaps: { markdown: "unknown", card: "retry" } },
  permission_denied: { notSent: "dead", perhaps: { markdown: "unknown", card: "retry" } },
  not_found: { notSent: "dead", perhaps: { markdown: "unknown", card: "retry" } },
  already_exists: { notSent: "dead", perhaps: { markdown: "unknown", card: "retry" } },
  refused: { notSent: "dead", perhaps: { markdown: "unknown", card: "retry" } },
  expired_route: { notSent: "dead", perhaps: { markdown: "unknown", card: "retry" } },
  rate_limited: { notSent: "throttled", perhaps: { markdown: "throttled", card: "throttled" } },
  quota_exceeded: { notSent: "parked", perhaps: { markdown: "unknown", card: "retry" } },
  unavailable: { notSent: "retry", perhaps: { markdown: "unknown", card: "retry" } },
  timeout: { notSent: "retry", perhaps: { markdown: "unknown", card: "retry" } },
  network: { notSent: "retry", perhaps: { markdown: "unknown", card: "retry" } },
  aborted: { notSent: "released", perhaps: { markdown: "unknown", card: "retry" } },
};

describe.each(Object.entries(table) as [DingTalkErrorCode, (typeof table)[DingTalkErrorCode]][])(
  "after %s",
  (code, { notSent, perhaps }) => {
    it(`O18 a part that certainly was not sent is ${notSent}, whatever it is`, () => {
      expect(stateAfter(code, "not_sent", "markdown")).toBe(notSent);
      expect(stateAfter(code, "not_sent", "card")).toBe(notSent);
    });

    it(`O2, O18 a message that may have arrived is ${perhaps.markdown}, a card ${perhaps.card}`, () => {
      expect(stateAfter(code, "unknown", "markdown")).toBe(perhaps.markdown);
      expect(stateAfter(code, "unknown", "card")).toBe(perhaps.card);
    });
  },
);

const delayAfter = (error: unknown, attempts = 1): number => {
  const outcome = afterFailure(error, deliveryOf("markdown", attempts));
  return "delayMs" in outcome ? outcome.delayMs : Number.NaN;
};

describe("a card that had to go out as a text", () => {
  it.each(["robotReplySession", "robotSendOTO", "robotSendGroup"])(
    "O2 may have arrived by %s like any text",
    (operation) => {
      const error = new DingTalkError("…", { code: "timeout", outcome: "unknown", operation });
      expect(afterFailure(error, deliveryOf("card")).state).toBe("unknown");
    },
  );

  it("O2 is repeated without harm while it is a card", () => {
    const error = new DingTalkError("…", { code: "timeout", outcome: "unknown", operation: "cardStreamingUpdate" });
    expect(afterFailure(error, deliveryOf("card")).state).toBe("retry");
  });
});

const tooLarge = (operation: string) => new DingTalkError("…", { code: "too_large", operation });

describe("O1 a part that is too long", () => {
  const words = "word ".repeat(400);
  const piecesAfter = (error: unknown, kind: Kind, open = false) => {
    const body = kind === "card" ? { ...card, text: words, open } : { ...markdown, text: words };
    const outcome = afterFailure(error, makeDelivery({}, { body, mention: true }));
    return outcome.state === "split" ? outcome.parts : [];
  };

  it("is cut in two; the messages are answered by the last piece, and the first one mentions the person", () => {
    const parts = piecesAfter(tooLarge("robotReplySession"), "markdown");
    expect(parts).toMatchObject([
      { id: "dingtalk_private_u1#1/1.1", messages: 0, content: { mention: true } },
      { id: "dingtalk_private_u1#1/1.2", messages: 1, content: { mention: false } },
    ]);
  });

  it("keeps the card that is open for its first piece, and names another for the next", () => {
    expect(piecesAfter(tooLarge("cardStreamingUpdate"), "card", true)).toMatchObject([
      { content: { body: { kind: "card", outTrackId: "dt-1", open: true } } },
      { content: { body: { kind: "card", outTrackId: expect.not.stringMatching(/^dt-1$/), open: false } } },
    ]);
  });

  it("stays a text when it was sent as one because there is no card for it", () => {
    const kinds = piecesAfter(tooLarge("robotSendOTO"), "card").map(
      ({ content }) => (content as ReplyContent).body.kind,
    );
    expect(kinds).toEqual(["markdown", "markdown"]);
  });
});

describe("waiting", () => {
  const unavailable = new DingTalkError("…", { code: "unavailable" });

  it("O4 lasts as long as DingTalk asks when it throttles, else a second, and never less", () => {
    expect(delayAfter(new DingTalkError("…", { code: "rate_limited", retryAfterMs: 7000 }))).toBe(7000);
    expect(delayAfter(new DingTalkError("…", { code: "rate_limited", retryAfterMs: 0 }))).toBe(1000);
    expect(delayAfter(new DingTalkError("…", { code: "rate_limited", retryAfterMs: 1e15 }))).toBe(600_000);
    expect(delayAfter(new DingTalkError("…", { code: "rate_limited" }))).toBe(1000);
  });

  it("O4 costs no attempt when DingTalk throttles, however often", () => {
    expect(stateAfter("rate_limited", "not_sent", "markdown", 1000)).toBe("throttled");
  });

  it("O4 is for the conversation alone when its webhook was too fast: that limit is not the tenant's", () => {
    const error = new DingTalkError("…", {
      code: "rate_limited",
      retryAfterMs: 60_000,
      operation: "robotReplySession",
    });
    expect(afterFailure(error, deliveryOf("markdown", 1000))).toEqual({ state: "slowed", delayMs: 60_000 });
  });

  it("doubles between attempts up to a minute, half of it at random", () => {
    for (const [attempts, full] of [
      [1, 1000],
      [3, 4000],
      [7, 60_000],
      [19, 60_000],
    ] as const) {
      const delay = delayAfter(unavailable, attempts);
      expect(delay).toBeGreaterThanOrEqual(full / 2);
      expect(delay).toBeLessThanOrEqual(full);
    }
  });
});

const since = (ms: number) => makeDelivery({ attempts: 1000, failedAt: Date.now() - ms });

describe("giving up", () => {
  it.each<[DingTalkErrorCode, string]>([
    ["not_found", "O7 the group or the person is gone"],
    ["permission_denied", "O5 the robot may not send"],
    ["refused", "O5 DingTalk declines the content"],
    ["expired_route", "O7 no way leads there"],
  ])("after %s: %s", (code) => {
    const error = new DingTalkError("why", { code, apiCode: "300001" });
    expect(afterFailure(error, makeDelivery())).toEqual({ state: "dead", reason: code, detail: "300001" });
  });

  it("O16 comes a day after the quota was found used up; until then the reply waits for minutes, uncounted", () => {
    const error = new DingTalkError("why", { code: "quota_exceeded", apiCode: "90020" });
    expect(afterFailure(error, makeDelivery())).toEqual({ state: "parked", delayMs: 300_000 });
    expect(afterFailure(error, since(23 * 3_600_000))).toEqual({ state: "parked", delayMs: 300_000 });
    expect(afterFailure(error, since(25 * 3_600_000))).toEqual({
      state: "dead",
      reason: "quota_exceeded",
      detail: "90020",
    });
  });

  it("tells the error's own words where DingTalk has no code for it", () => {
    expect(afterFailure(new DingTalkError("why", { code: "refused" }), makeDelivery())).toMatchObject({
      detail: "why",
    });
  });

  it("O1 comes after the last attempt for what may pass", () => {
    for (const kind of ["markdown", "card"] as const) {
      expect(stateAfter("unavailable", "not_sent", kind, MAX_ATTEMPTS - 1)).toBe("retry");
      expect(stateAfter("unavailable", "not_sent", kind, MAX_ATTEMPTS)).toBe("dead");
    }
    expect(stateAfter("timeout", "unknown", "card", MAX_ATTEMPTS)).toBe("dead");
  });

  it("comes after the last attempt also for a failure of our own", () => {
    expect(afterFailure(new TypeError("boom"), deliveryOf("markdown")).state).toBe("retry");
    expect(afterFailure(new TypeError("boom"), deliveryOf("markdown", MAX_ATTEMPTS))).toMatchObject({
      state: "dead",
      reason: "internal_error",
    });
  });
});

describe("O2 a part whose last send may have arrived", () => {
  const held = { state: "dead", reason: "outcome_unknown", detail: expect.any(String) };

  it.each(["resend", "hold"] as const)("is a card: it is sent again, whatever the policy (%s)", (policy) => {
    for (const unknown of [1, 2, 9]) expect(beforeSend(deliveryOf("card", 2, unknown), policy)).toBeUndefined();
  });

  it("is sent once more, and only once, with the policy resend", () => {
    expect(beforeSend(deliveryOf("markdown", 2, 1), "resend")).toBeUndefined();
    expect(beforeSend(deliveryOf("markdown", 3, 2), "resend")).toEqual(held);
  });

  it("waits for an operator with the policy hold", () => {
    expect(beforeSend(deliveryOf("markdown", 2, 1), "hold")).toEqual(held);
  });

  it("is no such part when every attempt certainly failed", () => {
    expect(beforeSend(deliveryOf("markdown", 9, 0), "hold")).toBeUndefined();
  });
});
