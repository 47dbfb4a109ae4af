import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createEventCallback, type EventQuery } from "./event-callback.ts";
import { isSignedByDingTalk, signTimestamp } from "./robot-signature.ts";

const now = () => 1_700_000_000_000;
const options = { token: "tok", encodingAesKey: `${"a".repeat(42)}E`, ownerKey: "dingapp", now };

function pushOf(text: string, changes: Partial<typeof options> = {}): { query: EventQuery; encrypt: string } {
  const {
    encrypt,
    msg_signature: signature,
    timeStamp: timestamp,
    nonce,
  } = createEventCallback({ ...options, ...changes }).encrypt(text);
  return { query: { signature, timestamp, nonce }, encrypt };
}

/** The text with one character changed, at each place in turn. */
function everyChange(text: string): string[] {
  return Array.from(text, (character, index) => {
    const other = character === "1" ? "2" : "1";
    return text.slice(0, index) + other + text.slice(index + 1);
  });
}

describe("events by HTTP", () => {
  const callback = createEventCallback(options);

  it.each(["success", '{"EventType":"user_add_org","UserId":["张三"]}', "", "x".repeat(5_000)])(
    "read what was encrypted: %#",
    (text) => {
      const { query, encrypt } = pushOf(text);
      expect(callback.decrypt(query, encrypt)).toBe(text);
    },
  );

  // DingTalk's published sample.
  it("read what DingTalk itself encrypted and signed", () => {
    const sample = createEventCallback({
      token: "123456",
      encodingAesKey: "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij",
      ownerKey: "suite4xxxxxxxxxxxxxxx",
      now: () => 1_445_827_045_067,
    });
    const signature = "5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0";
    const query = { timestamp: "1445827045067", nonce: "nEXhMP4r", signature };
    const encrypted = [
      "1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUBmfxjZ8Ej23JV",
      "Ya9VrYeJ5as7XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+AGGanfwjXuQ9+0pZc",
      "y0w9lQ==",
    ].join("");
    expect(JSON.parse(sample.decrypt(query, encrypted))).toEqual({
      EventType: "check_create_suite_url",
      Random: "LPIdSnlF",
      TestSuiteKey: "suite4xxxxxxxxxxxxxxx",
    });
  });

  it("sign by the documented rule", () => {
    const { query, encrypt } = pushOf("x");
    const parts = ["tok", query.timestamp ?? "", query.nonce ?? "", encrypt].toSorted().join("");
    expect(query.signature).toBe(createHash("sha1").update(parts).digest("hex"));
  });

  it.each<[string, Partial<EventQuery>, string]>([
    ["no signature", { signature: undefined }, "no signature"],
    ["a wrong signature", { signature: "0".repeat(40) }, "wrong signature"],
    ["another nonce", { nonce: "1" }, "wrong signature"],
    ["no time", { timestamp: "soon" }, "older than an hour"],
    ["an old time", { timestamp: String(now() - 3_700_000) }, "older than an hour"],
  ])("refuse a push with %s", (_, changes, reason) => {
    const { query, encrypt } = pushOf("x");
    expect(() => callback.decrypt({ ...query, ...changes }, encrypt)).toThrowError(reason);
  });

  it("refuse a push of which any one character was changed", () => {
    const { query, encrypt } = pushOf('{"EventType":"user_add_org"}');
    const { signature = "", timestamp = "", nonce = "" } = query;
    const changed = [
      ...everyChange(encrypt).map((text): [EventQuery, string] => [query, text]),
      ...everyChange(signature).map((text): [EventQuery, string] => [{ ...query, signature: text }, encrypt]),
      ...everyChange(nonce).map((text): [EventQuery, string] => [{ ...query, nonce: text }, encrypt]),
      ...everyChange(timestamp).map((text): [EventQuery, string] => [{ ...query, timestamp: text }, encrypt]),
    ];
    expect(changed.length).toBeGreaterThan(100);
    for (const [asked, text] of changed) {
      expect(() => callback.decrypt(asked, text)).toThrowError(expect.objectContaining({ code: "unauthorized" }));
    }
  });

  it("refuse a push for another app, and one under another key", () => {
    const other = pushOf("x", { ownerKey: "dingother" });
    expect(() => callback.decrypt(other.query, other.encrypt)).toThrowError("another app");
    const foreign = pushOf("x", { encodingAesKey: `${"b".repeat(42)}E` });
    expect(() => callback.decrypt(foreign.query, foreign.encrypt)).toThrowError(/decrypted|another app/);
  });

  it("refuse a key of the wrong length", () => {
    expect(() => createEventCallback({ ...options, encodingAesKey: "short" })).toThrowError("43 characters");
  });
});

describe("robot messages by HTTP", () => {
  const timestamp = String(now());
  const sign = signTimestamp("secret", timestamp);

  it("are accepted when signed within the hour", () => {
    expect(sign).toBe("OuzzJR5+xZ4/EYwqtNt6sMYZQMTa/HEGvc9miJe7XzY=");
    expect(isSignedByDingTalk({ timestamp, sign }, "secret", now)).toBe(true);
  });

  it("are refused when any one character of the signature or the time was changed", () => {
    for (const changed of everyChange(sign)) {
      expect(isSignedByDingTalk({ timestamp, sign: changed }, "secret", now)).toBe(false);
    }
    for (const changed of everyChange(timestamp)) {
      expect(isSignedByDingTalk({ timestamp: changed, sign }, "secret", now)).toBe(false);
    }
  });

  it.each([
    ["another secret", { timestamp, sign }, "other", now()],
    ["another time", { timestamp: String(now() - 1), sign }, "secret", now()],
    ["a shorter signature", { timestamp, sign: sign.slice(1) }, "secret", now()],
    ["no signature", { timestamp, sign: undefined }, "secret", now()],
    ["no time", { timestamp: undefined, sign }, "secret", now()],
    ["a time more than an hour ago", { timestamp, sign }, "secret", now() + 3_600_001],
    ["a time more than an hour ahead", { timestamp, sign }, "secret", now() - 3_600_001],
  ])("are refused with %s", (_, request, secret, at) => {
    expect(isSignedByDingTalk(request, secret, () => at)).toBe(false);
  });
});
