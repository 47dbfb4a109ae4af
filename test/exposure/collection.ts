/** Collects what a deployment prints, publishes and puts into jobs, for the scan at the end of the run. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { Service } from "../end-to-end/services.ts";

export interface Collection {
  readonly folder: string;
  /** Collects what there is at the end, while services and Redis still run. */
  finish(services: readonly Service[]): Promise<void>;
}

/** A service or a Redis that a test left stopped does not answer. */
const LIMIT_MS = 3000;

/**
 * Begins a collection in a folder of its own below `root`. Jobs are recorded while they are written, since finished
 * ones are removed.
 */
export async function openCollection(root: string, redisUrl: string): Promise<Collection> {
  const folder = await mkdtemp(join(root, "deployment-"));
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => 100, maxRetriesPerRequest: null });
  redis.on("error", () => {});
  const jobs = await recordJobs(redis, join(folder, "wakes.jobs"));
  return {
    folder,
    async finish(services) {
      await writeDeadLetters(redis, join(folder, "dead-letters.errors"));
      redis.disconnect();
      await jobs.close();
      await Promise.all(services.map((service, index) => writeService(service, join(folder, nameOf(service, index)))));
    },
  };
}

function nameOf({ name }: Service, index: number): string {
  return `${index + 1}-${name}`;
}

async function writeService(service: Service, path: string): Promise<void> {
  await writeFile(`${path}.log`, asLines(service.log));
  if (!service.running) return;
  const page = await inTime(service.metrics());
  if (page !== undefined) await writeFile(`${path}.metrics`, page);
}

/** Commands by which a wake, its options, its events and its failure get into Redis. */
const writes = new Set(["hmset", "hset", "set", "xadd"]);

/** Keys of the queues themselves, which are there without any wake. */
const ownKeys = /:(meta|stalled-check|lock)$/;

/** Writes down every command that puts text into a key of the wake queues, those inside of scripts too. */
async function recordJobs(redis: Redis, path: string): Promise<{ close(): Promise<void> }> {
  const file = createWriteStream(path);
  const monitor = await redis.monitor();
  monitor.on("error", () => {});
  monitor.on("monitor", (_time: string, [command = "", key = "", ...words]: string[]) => {
    if (!writes.has(command.toLowerCase()) || !key.startsWith("{dt}:") || ownKeys.test(key)) return;
    file.write(asLines([[key, ...words].join(" ")]));
  });
  return {
    async close() {
      // What has arrived already is read to its end after a disconnect too.
      monitor.removeAllListeners("monitor");
      monitor.disconnect();
      file.end();
      await once(file, "close");
    },
  };
}

/** Why things were given up: the texts of errors. What people wrote is kept beside them, and belongs there. */
async function writeDeadLetters(redis: Redis, path: string): Promise<void> {
  const letters = await inTime(readDeadLetters(redis));
  const texts = (letters ?? []).map((letter) => {
    const { reason, detail } = JSON.parse(letter) as { reason: string; detail: string };
    return `${reason} ${detail}`;
  });
  await writeFile(path, asLines(texts));
}

async function readDeadLetters(redis: Redis): Promise<string[]> {
  const keys = await redis.keys("dt:{*}:dead");
  return (await Promise.all(keys.map((key) => redis.hvals(key)))).flat();
}

function asLines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

/** Undefined when it fails or takes too long. */
async function inTime<Value>(work: Promise<Value>): Promise<Value | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(late.resolve, LIMIT_MS, undefined);
  try {
    return await Promise.race([work.catch(() => undefined), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
