import type { MonthlyQuota } from "../openapi/checks/limits.ts";
import type { EventPush, RawPush } from "../simulator/types.ts";
import type { Clock } from "../world/clock.ts";
import type { World } from "../world/world.ts";
import { robotTopic } from "./frames.ts";
import type { Gateway, PushOutcome } from "./gateway.ts";
import { overQuota } from "./over-quota.ts";
import { immediateRepeats } from "./say.ts";

/** Pushes ready-made data as a callback. */
export function pushRaw(gateway: Gateway, { appKey, data, msgId, topic = robotTopic }: RawPush): PushOutcome {
  const { robotRepeats, whenAlone } = gateway.options;
  const repeatDelaysMs = immediateRepeats(robotRepeats);
  return gateway.push({ appKey, type: "CALLBACK", topic, data, msgId, repeatDelaysMs, whenAlone });
}

export interface EventContext {
  readonly gateway: Gateway;
  readonly world: World;
  readonly clock: Clock;
  /** Stream messages per month. */
  readonly quota: MonthlyQuota;
}

/** Events of the address book are outside the quota. */
const free = /^(user|org|label)_/;

/** Pushes an event of the organisation; unlike robot messages it waits for a connection. */
export function pushEvent({ gateway, world, clock, quota }: EventContext, event: EventPush): PushOutcome {
  const { appKey, eventId, eventType } = event;
  const corpId = world.app(appKey)?.corpId ?? "";
  const isWithin = free.test(eventType) || quota.use(corpId);
  const data = isWithin ? event.data : { errCode: overQuota.code, errMsg: overQuota.text };
  const headers = {
    eventType,
    eventId,
    eventBornTime: String(clock.now()),
    eventCorpId: corpId,
    eventUnifiedAppId: appKey,
  };
  return gateway.push({
    appKey,
    type: "EVENT",
    topic: "*",
    data: JSON.stringify(data),
    msgId: eventId,
    headers,
    repeatDelaysMs: gateway.options.eventDelaysMs,
    whenAlone: "retry",
  });
}
