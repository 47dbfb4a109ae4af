import type { Cluster, Redis } from "ioredis";

export type QueueConnection = Redis | Cluster;

export interface QueueLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
