import { expect, it } from "vitest";
import { createAnnouncements, createOutbox, type Part } from "../src/index.ts";
import { newSession, useRedis } from "./fixture.ts";

const redis = useRedis();
const announcements = createAnnouncements(redis);
const outbox = createOutbox(redis);

function partFor(name: string): Part {
  return { id: name, turnId: name, messages: 0, messageIds: [], outcome: "answered", content: {} };
}

function alarm(everyMs = 60_000) {
  const to = ["u1", "u2"].map((user) => ({ sessionId: `dingtalk_private_${user}`, part: partFor(user) }));
  return { key: "tokens", everyMs, to };
}

it("an announcement goes out to everybody, once, whoever makes it", async () => {
  const { tenantId } = newSession();
  const made = await Promise.all([1, 2, 3].map(() => announcements.announce(tenantId, alarm())));
  expect(made.filter((isNew) => isNew)).toEqual([true]);
  const { deliveries } = await outbox.take(tenantId, { limit: 10, perSecond: 100 });
  expect(deliveries.map(({ part }) => part.id).toSorted()).toEqual(["u1", "u2"]);
});

it("an announcement is made again when its time is over, and by another tenant", async () => {
  const { tenantId } = newSession();
  expect(await announcements.announce(tenantId, alarm(1))).toBe(true);
  await expect.poll(() => announcements.announce(tenantId, alarm())).toBe(true);
  expect(await announcements.announce(newSession().tenantId, alarm())).toBe(true);
});

it("an announcement to nobody says whether it is the first", async () => {
  const { tenantId } = newSession();
  const first = { ...alarm(), to: [] };
  expect(await announcements.announce(tenantId, first)).toBe(true);
  expect(await announcements.announce(tenantId, first)).toBe(false);
  expect((await outbox.take(tenantId, { limit: 10, perSecond: 100 })).deliveries).toEqual([]);
});
