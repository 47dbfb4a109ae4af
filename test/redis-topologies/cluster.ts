/** A Redis Cluster of three primaries with a replica each, as real processes. */
import { setTimeout as delay } from "node:timers/promises";
import type { Redis } from "ioredis";
import { freePort, isPortFree } from "../../scripts/shared/ports.ts";
import { redisPassword as password } from "../exposure/marks.ts";
import { type RedisServer, startRedis } from "../redis-server.ts";
import { ask, until } from "./ask.ts";

export interface RedisCluster {
  /** For `REDIS_URL`. */
  readonly url: string;
  readonly servers: readonly RedisServer[];
  slotOf(key: string): Promise<number>;
  /** The server that serves a slot at this moment. */
  ownerOf(slot: number): Promise<RedisServer>;
  /** Resolves once another server than this one serves the slot. */
  ownerAfter(former: RedisServer, slot: number): Promise<RedisServer>;
  /**
   * Moves a slot to the next primary, key by key as `redis-cli --cluster reshard` does, with a pause when half of the keys
   * are there. Resolves with its new owner.
   */
  move(slot: number, options: { pauseMs: number }): Promise<RedisServer>;
  /** True from the moment in which its owner begins to give it away until the next one has it. */
  isMoving(slot: number): Promise<boolean>;
  /** Resolves once every slot has a primary with a replica. */
  complete(): Promise<void>;
  stop(): Promise<void>;
}

const SLOTS = 16_384;
const PRIMARIES = 3;
/** The port of the cluster's own bus is that of the server and 10 000. */
const BUS = 10_000;
const settings = {
  "cluster-enabled": "yes",
  "cluster-config-file": "nodes.conf",
  "cluster-node-timeout": "2000",
  "repl-diskless-sync-delay": "0",
};

export async function startCluster(): Promise<RedisCluster> {
  await using stack = new AsyncDisposableStack();
  const servers: RedisServer[] = [];
  for (let index = 0; index < 2 * PRIMARIES; index++) {
    const port = await portWithBus();
    servers.push(stack.adopt(await startRedis({ settings, password, port }), (server) => server.stop()));
  }
  await join(servers);
  const complete = (): Promise<void> => until(async () => (await Promise.all(servers.map(isComplete))).every(Boolean));
  await complete();

  const anyone = async <Answer>(question: (redis: Redis) => Promise<Answer>): Promise<Answer> => {
    const failures: unknown[] = [];
    for (const server of servers) {
      try {
        return await ask(server, question);
      } catch (error) {
        failures.push(error);
      }
    }
    throw new AggregateError(failures, "no server of the cluster answers");
  };
  const ownerOf = async (slot: number): Promise<RedisServer> => {
    const ranges = await anyone((redis) => redis.cluster("SLOTS"));
    const [, , primary] = ranges.find(([from, to]) => from <= slot && slot <= to) ?? [];
    const found = servers.find(({ port }) => port === primary?.[1]);
    if (found === undefined) throw new Error(`nobody serves slot ${slot}`);
    return found;
  };
  const resources = stack.move();
  return {
    url: `redis+cluster://:${password}@${servers.map(({ port }) => `127.0.0.1:${port}`).join(",")}`,
    servers,
    slotOf: (key) => anyone((redis) => redis.cluster("KEYSLOT", key)),
    ownerOf,
    async ownerAfter(former, slot) {
      await until(async () => (await ownerOf(slot).catch(() => former)) !== former);
      return await ownerOf(slot);
    },
    async move(slot, { pauseMs }) {
      const primaries = await primariesOf(servers);
      const from = await ownerOf(slot);
      const to = primaries[(primaries.indexOf(from) + 1) % primaries.length];
      if (to === undefined) throw new Error("there is no other primary");
      await moveSlot(slot, from, to, { primaries, pauseMs });
      return to;
    },
    async isMoving(slot) {
      const nodes = await ask(await ownerOf(slot), (redis) => redis.cluster("NODES"));
      return String(nodes).includes(`[${slot}->-`);
    },
    complete,
    stop: () => resources.disposeAsync(),
  };
}

async function portWithBus(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port + BUS < 65_536 && (await isPortFree(port + BUS))) return port;
  }
}

/** The first three get the slots, each of the others follows one of them. */
async function join(servers: readonly RedisServer[]): Promise<void> {
  const [first] = servers;
  if (first === undefined) return;
  const ids = await Promise.all(servers.map((server) => ask(server, idOf)));
  for (const [index, server] of servers.entries()) {
    if (server !== first) await ask(first, (redis) => redis.cluster("MEET", "127.0.0.1", server.port));
    if (index >= PRIMARIES) continue;
    const slots = Array.from({ length: SLOTS }, (_, slot) => slot);
    const own = slots.filter((slot) => Math.floor((slot * PRIMARIES) / SLOTS) === index);
    await ask(server, (redis) => redis.cluster("ADDSLOTS", ...own));
  }
  for (const [index, server] of servers.slice(PRIMARIES).entries()) {
    // It knows whom to follow once the word has spread.
    await until(() => ask(server, (redis) => redis.cluster("REPLICATE", ids[index] ?? "")).then(Boolean, () => false));
  }
}

async function idOf(redis: Redis): Promise<string> {
  return await redis.cluster("MYID");
}

/** What this server thinks: all slots are served, and every primary that serves some has a replica in step. */
async function isComplete(server: RedisServer): Promise<boolean> {
  return await ask(server, async (redis) => {
    const state = await redis.cluster("INFO");
    const replication = await redis.info("replication");
    const inStep = /role:master/.test(replication)
      ? /slave0:.*state=online/.test(replication)
      : /master_link_status:up/.test(replication);
    return /cluster_state:ok/.test(state) && /cluster_known_nodes:6/.test(state) && inStep;
  }).catch(() => false);
}

async function primariesOf(servers: readonly RedisServer[]): Promise<RedisServer[]> {
  const roles = await Promise.all(servers.map((server) => ask(server, (redis) => redis.role()).catch(() => [])));
  return servers.filter((_, index) => roles[index]?.[0] === "master");
}

async function moveSlot(
  slot: number,
  from: RedisServer,
  to: RedisServer,
  { primaries, pauseMs }: { primaries: readonly RedisServer[]; pauseMs: number },
): Promise<void> {
  const [fromId, toId] = [await ask(from, idOf), await ask(to, idOf)];
  await ask(to, (redis) => redis.cluster("SETSLOT", slot, "IMPORTING", fromId));
  await ask(from, (redis) => redis.cluster("SETSLOT", slot, "MIGRATING", toId));
  const half = Math.floor((await ask(from, (redis) => redis.cluster("COUNTKEYSINSLOT", slot))) / 2);
  await ask(from, (redis) => moveKeys(redis, { slot, port: to.port, most: half }));
  await delay(pauseMs);
  await ask(from, (redis) => moveKeys(redis, { slot, port: to.port, most: Number.POSITIVE_INFINITY }));
  // The receiver first: otherwise nobody would serve the slot for a moment.
  for (const server of [to, from, ...primaries.filter((each) => each !== to && each !== from)]) {
    await ask(server, (redis) => redis.cluster("SETSLOT", slot, "NODE", toId));
  }
}

async function moveKeys(
  redis: Redis,
  { slot, port, most }: { slot: number; port: number; most: number },
): Promise<void> {
  for (let moved = 0; moved < most; moved++) {
    const [key] = await redis.cluster("GETKEYSINSLOT", slot, 1);
    if (key === undefined) return;
    await redis.call("MIGRATE", "127.0.0.1", port, key, 0, 5000, "AUTH", password);
  }
}
