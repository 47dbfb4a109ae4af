import { randomUUID } from "node:crypto";
import { closeRedis, connectRedis, createAnnouncements, createOutbox, type ReplyContent } from "@dt/session";
import { afterAll, expect, inject, it } from "vitest";
import { createQuotaAlarm } from "../src/alarm.ts";
import { makeTenant } from "../src/testing.ts";
import { texts } from "../src/texts.ts";

const redis = connectRedis(inject("redisUrl"), { mode: "patient" });
afterAll(() => closeRedis(redis));

it("O16 the admins who are named are told once a month, by one of several processes, that API calls run out", async () => {
  const tenant = makeTenant({ id: `t-${randomUUID()}`, access: { users: [], groups: [], admins: ["*", "manager01"] } });
  const woken: string[] = [];
  const alarms = [1, 2].map(() => createQuotaAlarm(createAnnouncements(redis), (id) => woken.push(id)));
  for (const percent of [83, 91]) for (const alarm of alarms) await alarm(tenant, percent);
  const { deliveries } = await createOutbox<ReplyContent>(redis).take(tenant.id, { limit: 10, perSecond: 100 });
  expect(deliveries.map(({ sessionId, part }) => [sessionId, part.content.body.text])).toEqual([
    ["dingtalk_private_manager01", texts.zh.alarmApiCallsNearlyUsedUp(tenant.id, 83)],
  ]);
  expect(woken).toEqual([tenant.id]);
});

it("O16 nobody is told that API calls run out where no admin is named", async () => {
  const tenant = makeTenant({ id: `t-${randomUUID()}`, access: { users: [], groups: [], admins: ["*"] } });
  const woken: string[] = [];
  await createQuotaAlarm(createAnnouncements(redis), (id) => woken.push(id))(tenant, 83);
  expect(woken).toEqual([]);
});
