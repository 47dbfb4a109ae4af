/** A primary, two replicas and three sentinels, as real processes. */
import type { Redis } from "ioredis";
import { redisPassword as password } from "../exposure/marks.ts";
import { type RedisServer, startRedis } from "../redis-server.ts";
import { ask, until } from "./ask.ts";

export interface Replication {
  /** For `REDIS_URL`. */
  readonly url: string;
  readonly servers: readonly RedisServer[];
  /** The server that the sentinels call the primary. */
  primary(): Promise<RedisServer>;
  /** The other two. */
  replicas(): Promise<RedisServer[]>;
  /** Asks for an orderly fail-over; resolves when it is over. */
  failOver(): Promise<void>;
  /** Resolves with the next primary, once the third server follows it. */
  primaryAfter(former: RedisServer): Promise<RedisServer>;
  /** Names of the connections to a server. */
  clientsOf(server: RedisServer): Promise<string[]>;
  /** Resolves once the primary has both others as replicas again. */
  complete(): Promise<void>;
  stop(): Promise<void>;
}

const MASTER = "dt";
/** Replicas are served as soon as they ask. */
const settings = { "repl-diskless-sync-delay": "0" };

export async function startReplication(): Promise<Replication> {
  await using stack = new AsyncDisposableStack();
  const started = async (options: Parameters<typeof startRedis>[0]): Promise<RedisServer> =>
    stack.adopt(await startRedis(options), (server) => server.stop());
  const servers = await Promise.all([0, 1, 2].map(() => started({ settings, password })));
  const [first, ...others] = servers;
  if (first === undefined) throw new Error("there is no server");
  await Promise.all(others.map((server) => ask(server, (redis) => redis.replicaof("127.0.0.1", first.port))));
  await until(async () => (await replicasOf(first)) === 2);
  const sentinels = await Promise.all([0, 1, 2].map(() => started({ sentinel: configuration(first) })));
  const [sentinel] = sentinels;
  if (sentinel === undefined) throw new Error("there is no sentinel");
  // Before they know each other and the replicas, they can neither vote nor choose.
  await Promise.all(sentinels.map((each) => until(() => ask(each, knowsEverybody))));

  const primary = async (): Promise<RedisServer> => {
    const address = toWords(await ask(sentinel, (redis) => redis.call("SENTINEL", "get-master-addr-by-name", MASTER)));
    const found = servers.find(({ port }) => port === Number(address[1]));
    if (found === undefined) throw new Error(`the sentinels name a strange primary: ${address.join(":")}`);
    return found;
  };
  const complete = (): Promise<void> => until(async () => (await replicasOf(await primary())) === 2);
  const primaryAfter: Replication["primaryAfter"] = async (former) => {
    await until(async () => {
      const now = await primary();
      return now !== former && (await replicasOf(now)) >= 1;
    });
    return await primary();
  };
  const resources = stack.move();
  return {
    url: `redis+sentinel://:${password}@${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(",")}/${MASTER}`,
    servers,
    primary,
    async replicas() {
      const now = await primary();
      return servers.filter((server) => server !== now);
    },
    async failOver() {
      const former = await primary();
      await until(() =>
        ask(sentinel, (redis) => redis.call("SENTINEL", "failover", MASTER)).then(Boolean, () => false),
      );
      await primaryAfter(former);
      await complete();
    },
    primaryAfter,
    complete,
    async clientsOf(server) {
      const list = String(await ask(server, (redis) => redis.client("LIST")));
      return Array.from(list.matchAll(/ name=([\w-]+)/g), ([, name = ""]) => name);
    },
    stop: () => resources.disposeAsync(),
  };
}

function configuration({ port }: RedisServer): string[] {
  return [
    `sentinel monitor ${MASTER} 127.0.0.1 ${port} 2`,
    `sentinel auth-pass ${MASTER} ${password}`,
    `sentinel down-after-milliseconds ${MASTER} 1000`,
    `sentinel failover-timeout ${MASTER} 6000`,
    `sentinel parallel-syncs ${MASTER} 2`,
  ];
}

function toWords(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}

async function knowsEverybody(redis: Redis): Promise<boolean> {
  const fields = toWords(await redis.call("SENTINEL", "master", MASTER));
  const of = (name: string): number => Number(fields[fields.indexOf(name) + 1]);
  return of("num-slaves") === 2 && of("num-other-sentinels") === 2;
}

/** Replicas that a primary is in step with; 0 when it does not answer or is none. */
async function replicasOf(server: RedisServer): Promise<number> {
  const text = await ask(server, (redis) => redis.info("replication")).catch(() => "");
  return text.includes("role:master") ? (text.match(/state=online/g)?.length ?? 0) : 0;
}
