export type { Backoff } from "./backoff.ts";
export type { Ending } from "./connection.ts";
export type { StreamCounts } from "./dispatcher.ts";
export type { StreamFrame } from "./frame.ts";
export type {
  CardAnswer,
  EventStatus,
  StreamClientOptions,
  StreamClock,
  StreamHandlers,
  StreamTimes,
} from "./options.ts";
export { cardTopic, eventTopic, robotTopic } from "./routes.ts";
export { StreamClient, type StreamState } from "./stream-client.ts";
export type { StreamEvent } from "./supervisor.ts";
