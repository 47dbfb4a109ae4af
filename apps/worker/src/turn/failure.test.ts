import { DingTalkError } from "@dt/api";
import { ModelError, type ModelErrorCode } from "@dt/llm";
import { describe, expect, it } from "vitest";
import { backoffMs, judge, MAX_TRIES } from "./failure.ts";

const error = (code: ModelErrorCode, retryAfterMs?: number) => new ModelError(code, "…", { retryAfterMs });

describe("a failed turn", () => {
  it.each<ModelErrorCode>(["rate_limited", "unavailable", "network", "timeout", "empty_answer"])(
    "is tried again after %s",
    (code) => {
      expect(judge(error(code), 1)).toMatchObject({ kind: "retry", reason: `model_${code}` });
    },
  );

  it.each([
    ["content_refused", "contentRefused"],
    ["context_too_long", "tooLong"],
  ] as const)("is refused with a sentence after %s, also on the last try", (code, text) => {
    for (const tries of [1, MAX_TRIES]) {
      expect(judge(error(code), tries)).toEqual({ kind: "refuse", text, reason: `model_${code}` });
    }
  });

  it.each<ModelErrorCode>(["unauthorized", "not_found", "invalid_request"])(
    "becomes a dead letter at once after %s, which no retry cures",
    (code) => {
      expect(judge(error(code), 1)).toEqual({ kind: "dead", text: "modelRefusesUs", reason: `model_${code}` });
    },
  );

  it("becomes a dead letter after its last try", () => {
    expect(judge(error("network"), MAX_TRIES - 1).kind).toBe("retry");
    expect(judge(error("network"), MAX_TRIES)).toEqual({ kind: "dead", text: "gaveUp", reason: "model_network" });
  });

  it("is tried again when something else broke, without a word of the error in its reason", () => {
    expect(judge(new TypeError("boom"), 1)).toMatchObject({ kind: "retry", reason: "internal_error" });
    expect(judge("boom", MAX_TRIES)).toEqual({ kind: "dead", text: "gaveUp", reason: "internal_error" });
  });

  it("I7 is refused with a sentence when a picture cannot be had, and tried again when it may come", () => {
    const gone = new DingTalkError("…", { code: "not_found" });
    expect(judge(gone, 1)).toEqual({ kind: "refuse", text: "pictureUnavailable", reason: "dingtalk_not_found" });
    const slow = new DingTalkError("…", { code: "timeout" });
    expect(judge(slow, 1)).toMatchObject({ kind: "retry", reason: "dingtalk_timeout" });
  });

  it("O16 says that pictures cannot be read while no API call is left, and does not ask for them again", () => {
    const usedUp = new DingTalkError("used up", { code: "quota_exceeded" });
    expect(judge(usedUp, 1)).toEqual({ kind: "refuse", text: "apiCallsUsedUp", reason: "dingtalk_quota_exceeded" });
  });

  it("waits as long as the provider asks, if that is longer, but not for hours", () => {
    expect(judge(error("rate_limited", 86_400_000), 1)).toMatchObject({ delayMs: 600_000 });
    expect(judge(error("rate_limited", 90_000), 1)).toMatchObject({ delayMs: 90_000 });
    expect(judge(error("rate_limited", 1), 1)).toMatchObject({ delayMs: expect.toSatisfy((ms: number) => ms >= 500) });
  });
});

describe("the delay between tries", () => {
  it("doubles from a second up to a minute", () => {
    const longest = [1, 2, 3, 6, 7, 60].map((tries) => backoffMs(tries, () => 1));
    expect(longest).toEqual([1000, 2000, 4000, 32_000, 60_000, 60_000]);
  });

  it("is at least half of that", () => {
    expect([1, 2, 7].map((tries) => backoffMs(tries, () => 0))).toEqual([500, 1000, 30_000]);
  });
});
