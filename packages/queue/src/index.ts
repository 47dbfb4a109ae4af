export type { QueueConnection, QueueLogger } from "./connection.ts";
export { type Consumer, type ConsumerOptions, consumeWakes, type WakeHandler, type WakeResult } from "./consumer.ts";
export { type Sweeper, type SweeperOptions, startSweeper } from "./sweeper.ts";
export { createWaker, type Waker, type WakerOptions } from "./waker.ts";
export type { WakeName, WakePayloads } from "./wakes.ts";
