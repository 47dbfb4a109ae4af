import type { EventPush, RawPush } from "../simulator/types.ts";
import type { Clock } from "../world/clock.ts";
import type { World } from "../world/world.ts";
import { robotTopic } from "./frames.ts";
import type { Gateway, PushOutcome } from "./gateway.ts";
import { immediateRepeats } from "./say.ts";

/** Pushes ready-made data as a callback. */
export function pushRaw(gateway: Gateway, { appKey, data, msgId, topic = robotTopic }: RawPush): PushOutcome {
  const { robotRepeats, whenAlone } = gateway.options;
  const repeatDelaysMs = immediateRepeats(robotRepeats);
  return gateway.push({ appKey, type: "CALLBACK", topic, data, msgId, repeatDelaysMs, whenAlone });
}

/** Pushes an event of the organisation; unlike robot messages it waits for a connection. */
export function pushEvent(gateway: Gateway, world: World, clock: Clock, event: EventPush): PushOutcome {
  const { appKey, eventId, eventType, data } = event;
  const headers = {
    eventType,
    eventId,
    eventBornTime: String(clock.now()),
    eventCorpId: world.app(appKey)?.corpId ?? "",
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
