/** The monthly quota of API calls, from client to outbox: what still goes out when it is used up, and what waits. */
import { usageDay } from "@dt/session";
import { afterEach, describe, expect, it } from "vitest";
import { card, markdown, startTalk, type Talk, useSending } from "./sending.ts";

const sending = useSending();
afterEach(() => sending().simulator.faults.clear());

const byApi = { webhook: false } as const;
const sends = () => sending().simulator.record.counts().operations["robotSendOTO"] ?? 0;

/** DingTalk refuses every call that it counts. */
function useUpQuota() {
  const { faults } = sending().simulator;
  for (const operation of ["robotSendOTO", "cardCreateAndDeliver", "cardStreamingUpdate"]) {
    faults.add({ match: { operation }, effect: { type: "refuse", as: "api.quota" } });
  }
}

const waitsFor = ({ tenantId, sessionId }: Talk) =>
  sending()
    .redis.zscore(`dt:{${tenantId}}:outbox`, sessionId)
    .then((at) => Number(at) - Date.now());

describe("O16 when DingTalk says that the quota is used up", () => {
  it("a reply by the API waits for minutes and costs no further calls, however often somebody looks", async () => {
    const talk = startTalk(sending());
    useUpQuota();
    const before = sends();
    await talk.answer([markdown("Hi")], byApi);
    await talk.drainUntil(async () => expect(await waitsFor(talk)).toBeGreaterThan(200_000));
    for (let look = 0; look < 3; look++) {
      await talk.hurry();
      await talk.drainUntil(async () => expect(await waitsFor(talk)).toBeGreaterThan(200_000));
    }
    expect(sends() - before).toBe(1);
    expect(await talk.account()).toMatchObject({ delivering: 1, dead: 0, balanced: true });
  });

  it("a reply that waits goes out once there is quota again", async () => {
    const talk = startTalk(sending());
    useUpQuota();
    await talk.answer([markdown("Hi")], byApi);
    await talk.drainUntil(async () => expect(await waitsFor(talk)).toBeGreaterThan(200_000));
    sending().simulator.faults.clear();
    const { redis } = sending();
    await redis.del(`dt:{${talk.tenantId}}:quota:refused`);
    await expect
      .poll(
        async () => {
          await talk.hurry();
          await talk.drainUntil(() => {});
          return talk.texts();
        },
        { timeout: 15_000, interval: 500 },
      )
      .toEqual(["Hi"]);
  });

  it("replies by a session webhook go out, and a card goes out as a text", async () => {
    const talk = startTalk(sending());
    useUpQuota();
    await talk.answer([markdown("Hi")]);
    await talk.answer([card("in a card")]);
    expect(await talk.over()).toMatchObject({ answered: 2, dead: 0, balanced: true });
    expect(talk.texts()).toEqual(["Hi", "in a card"]);
    expect(talk.routes()).toEqual(["session", "session"]);
  });

  it("a reply that waits goes out, in order, when the person writes again", async () => {
    const talk = startTalk(sending());
    useUpQuota();
    await talk.answer([markdown("first")], byApi);
    await talk.drainUntil(async () => expect(await waitsFor(talk)).toBeGreaterThan(200_000));
    await talk.answer([markdown("second")]);
    await talk.hurry();
    expect(await talk.over()).toMatchObject({ answered: 2, dead: 0, balanced: true });
    expect(talk.texts()).toEqual(["first", "second"]);
  });

  it("a reply that has waited for a day is a dead letter with the reason, and can be replayed", async () => {
    const talk = startTalk(sending());
    useUpQuota();
    await talk.answer([markdown("Hi")], byApi);
    await talk.drainUntil(async () => expect(await waitsFor(talk)).toBeGreaterThan(200_000));
    const yesterday = Date.now() - 25 * 3_600_000;
    await sending().redis.hset(`dt:{${talk.tenantId}}:s:${talk.sessionId}:state`, "failedAt", yesterday);
    await talk.hurry();
    expect(await talk.over()).toMatchObject({ dead: 1, balanced: true });
    expect(await talk.letters()).toMatchObject([{ kind: "delivery", reason: "quota_exceeded", firstAt: yesterday }]);
  });
});

describe("O16 where the tenant has a limit of its own", () => {
  it("no call is made beyond it, and what needs none goes out", async () => {
    const talk = startTalk(sending(), { sendPerSecond: 1000, apiCallsPerMonth: 2 });
    const before = sends();
    for (const words of ["one", "two", "three"]) await talk.answer([markdown(words)], byApi);
    await talk.drainUntil(async () => expect(await waitsFor(talk)).toBeGreaterThan(200_000));
    expect(sends() - before).toBe(2);
    expect(talk.texts()).toEqual(["one", "two"]);
    await talk.answer([markdown("four")]);
    await talk.hurry();
    await talk.over();
    expect(talk.texts()).toEqual(["one", "two", "three", "four"]);
    const usage = `dt:{${talk.tenantId}}:usage:${usageDay()}`;
    await expect.poll(() => sending().redis.hget(usage, "apiCalls")).toBe("2");
  });
});
