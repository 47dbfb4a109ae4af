/** What the processes of the plain BullMQ pipeline agree on. */
import { Redis } from "ioredis";

export interface PlainArgument {
  readonly redisUrl: string;
}

export interface PlainMessage {
  readonly id: string;
  readonly userId: string;
  readonly text: string;
}

export const plainJob = { removeOnComplete: true } as const;

/** As many as the services take by default. */
export const plainConcurrency = 50;

export function connectPlain(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: null });
}
