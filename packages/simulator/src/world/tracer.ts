import { setTimeout as sleep } from "node:timers/promises";
import type { MessagePath, PathStep } from "./types.ts";
import type { World } from "./world.ts";

/** Asks the services what they know about the way of a message. */
export type Trace = (appKey: string, msgId: string) => Promise<readonly PathStep[]>;

/** When to ask after an acknowledgement, in milliseconds; the delivery asks once more. */
const askAfterMs = [200, 800, 2_000];

export interface Tracer {
  /** The path with everything that simulator and services know. */
  path(msgId: string): Promise<MessagePath | undefined>;
  close(): void;
}

/** Adds the steps that only the services see to the paths of the world, while messages are on their way. */
export function createTracer(world: World, trace: Trace | undefined): Tracer {
  const closing = new AbortController();
  const isFinished = (msgId: string): boolean =>
    world.path(msgId)?.steps.some(({ name }) => name === "delivered") ?? true;
  const ask = async (appKey: string, msgId: string): Promise<void> => {
    // A service that cannot answer leaves the path as it is: the page shows what is known.
    const steps = (await trace?.(appKey, msgId).catch(() => undefined)) ?? [];
    for (const { name, at } of steps) world.addStep(msgId, name, at);
  };
  const follow = async (appKey: string, msgId: string): Promise<void> => {
    for (const delayMs of askAfterMs) {
      await sleep(delayMs, undefined, { signal: closing.signal, ref: false });
      if (isFinished(msgId)) return;
      await ask(appKey, msgId);
    }
  };
  const onPath = ({ appKey, msgId, steps }: MessagePath): void => {
    // The newest step is the one that was just added, unless a service reported one from the past.
    const newest = steps.at(-1)?.name;
    const work =
      newest === "acknowledged" ? follow(appKey, msgId) : newest === "delivered" ? ask(appKey, msgId) : undefined;
    work?.catch(() => {});
  };
  if (trace) world.on("path", onPath);
  return {
    path: async (msgId) => {
      const known = world.path(msgId);
      if (known) await ask(known.appKey, msgId);
      return world.path(msgId);
    },
    close: () => {
      closing.abort();
      world.off("path", onPath);
    },
  };
}
