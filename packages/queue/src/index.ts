export { type CallLimiter, type CallLimiterOptions, createCallLimiter, type LimitedCall } from "./call-limiter.ts";
export type { QueueConnection, QueueLogger } from "./connection.ts";
export { type Consumer, type ConsumerOptions, consumeWakes, type WakeHandler, type WakeResult } from "./consumer.ts";
export { type Sweeper, type SweeperOptions, startSweeper } from "./sweeper.ts";
export { type CachedToken, createSharedTokenCache, type SharedTokenCache } from "./token-cache.ts";
export { createWaker, type Waker, type WakerOptions } from "./waker.ts";
export type { WakeName, WakePayloads } from "./wakes.ts";
