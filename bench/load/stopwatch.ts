/** Takes the times of messages that are asked at a fixed pace. */
import type { World } from "@dt/simulator";

/** Times in ms, one for each message. */
export interface MessageTimes {
  /** From push to acknowledgement. */
  readonly acknowledged: number[];
  /** From push to delivery, without what the model took. */
  readonly added: number[];
  /** What the model took. */
  readonly model: number[];
}

export interface Stopwatch {
  begin(): void;
  onPushed(number: number, msgId: string): void;
  onModel(numbers: readonly number[], elapsedMs: number): void;
  onDelivered(number: number): void;
  end(): MessageTimes;
}

/** The world must keep paths: its entries have whole milliseconds, but it tells of each step as it happens. */
export function createStopwatch(world: World): Stopwatch {
  const pushed = new Map<string | number, number>();
  const modelTimes = new Map<number, number>();
  let times: MessageTimes | undefined;

  world.on("path", ({ msgId, steps }) => {
    const startedAt = pushed.get(msgId);
    if (startedAt === undefined || steps.at(-1)?.name !== "acknowledged") return;
    times?.acknowledged.push(performance.now() - startedAt);
    pushed.delete(msgId);
  });

  return {
    begin() {
      times = { acknowledged: [], added: [], model: [] };
    },
    onPushed(number, msgId) {
      if (times === undefined) return;
      const now = performance.now();
      pushed.set(number, now);
      pushed.set(msgId, now);
    },
    onModel(numbers, elapsedMs) {
      if (times !== undefined) for (const number of numbers) modelTimes.set(number, elapsedMs);
    },
    onDelivered(number) {
      const startedAt = pushed.get(number);
      if (times === undefined || startedAt === undefined) return;
      const model = modelTimes.get(number) ?? 0;
      times.added.push(performance.now() - startedAt - model);
      times.model.push(model);
      pushed.delete(number);
      modelTimes.delete(number);
    },
    end() {
      const result = times ?? { acknowledged: [], added: [], model: [] };
      times = undefined;
      pushed.clear();
      return result;
    },
  };
}
