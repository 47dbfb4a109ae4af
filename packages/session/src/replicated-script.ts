/**
 * Scripts whose effect must outlive the primary: a call is answered once replicas have what it wrote. Redis answers
 * before it replicates, so that a fail-over may forget what was answered; what leaves dt must not rest on that.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Cluster } from "ioredis";
import type { RedisClient } from "./redis.ts";
import { type Argument, isUnknownScript, knownScripts, loadScript, readScript, type Script } from "./script.ts";
import { tenantPrefix } from "./session-id.ts";

/** Replicas answer within ms; below the time limit of a call of a `fail-fast` connection. */
const WAIT_MS = 1000;
/** While a node of a cluster is replaced or a slot is moved: together about as long as a push may wait. */
const TRIES = 10;
const PAUSE_MS = 100;

/** The call was executed, but too few replicas have it: a fail-over may undo it. */
export class TooFewReplicasError extends Error {
  override readonly name = "TooFewReplicasError";
  /** What the script answered. */
  readonly reply: unknown;

  constructor({ reached, replicas, reply }: { reached: number; replicas: number; reply: unknown }) {
    super(
      `${reached} of ${replicas} replicas have what was written within ${WAIT_MS} ms: see whether the primary is connected to its replicas`,
    );
    this.reply = reply;
  }
}

interface Call {
  readonly tenantId: string;
  readonly args: readonly Argument[];
  readonly answer: PromiseWithResolvers<unknown>;
}

/**
 * Like `loadScript`, and waits for so many replicas. With 0 it is the same. Such a connection stands still while it
 * waits: it should be one for these calls alone. Calls that come meanwhile share the next wait.
 *
 * @throws TooFewReplicasError from a call that too few replicas have in time
 */
export function loadReplicatedScript(redis: RedisClient, name: string, replicas: number): Script {
  if (replicas === 0) return loadScript(redis, name);
  const send = createSender(redis, name, replicas);
  const gathering = new Map<string, Call[]>();

  async function sendAll(group: string): Promise<void> {
    for (let calls = gathering.get(group); calls?.length; calls = gathering.get(group)) {
      gathering.set(group, []);
      await send(calls);
    }
    gathering.delete(group);
  }

  return (tenantId, ...args) => {
    const answer = Promise.withResolvers<unknown>();
    // In a cluster, only what lies on one node can travel together.
    const group = redis instanceof Cluster ? tenantId : "";
    const calls = gathering.get(group);
    if (calls === undefined) {
      gathering.set(group, [{ tenantId, args, answer }]);
      void sendAll(group);
    } else {
      calls.push({ tenantId, args, answer });
    }
    return answer.promise;
  };
}

/** Sends calls with one wait behind them, until each has its answer. */
function createSender(redis: RedisClient, name: string, replicas: number): (calls: readonly Call[]) => Promise<void> {
  const { source, digest } = readScript(redis, name);
  const digests = knownScripts(redis);

  /** Call and wait go out together: ioredis never sends half a pipeline again, to a server that knows nothing of it. */
  async function sendOnce(calls: readonly Call[]): Promise<(Error | undefined)[]> {
    const pipeline = redis.pipeline();
    const isKnown = digests.has(digest);
    for (const { tenantId, args } of calls) {
      const key = tenantPrefix(tenantId);
      if (isKnown) pipeline.evalsha(digest, 1, key, ...args);
      else pipeline.eval(source, 1, key, ...args);
    }
    pipeline.wait(replicas, WAIT_MS);
    const results = (await pipeline.exec()) ?? [];
    const [waitError, reached] = results.at(-1) ?? [new Error("Redis answered nothing")];
    return calls.map(({ answer }, index) => {
      const [error, reply] = results[index] ?? [new Error("Redis answered nothing")];
      if (error !== null && wasNotExecuted(error)) return error;
      if (error === null) digests.add(digest);
      const failure = error ?? waitError ?? tooFew(Number(reached), reply);
      if (failure === undefined) answer.resolve(reply);
      else answer.reject(failure);
      return undefined;
    });
  }

  function tooFew(reached: number, reply: unknown): Error | undefined {
    return reached < replicas ? new TooFewReplicasError({ reached, replicas, reply }) : undefined;
  }

  return async (calls) => {
    let open = calls;
    for (let tries = 1; ; tries++) {
      const errors = await sendOnce(open).catch((error: unknown) => open.map(() => error as Error));
      const left = open.filter((_, index) => errors[index] !== undefined);
      const error = errors.find((each) => each !== undefined);
      if (error === undefined) return;
      if (tries === TRIES || !wasNotExecuted(error)) {
        for (const { answer } of left) answer.reject(error);
        return;
      }
      open = left;
      if (isUnknownScript(error)) digests.delete(digest);
      else await findAgain(redis, open);
    }
  };
}

/** Redis refused before it did anything: another node has the tenant, or nobody at this moment, or the script is new. */
function wasNotExecuted(error: Error): boolean {
  return isUnknownScript(error) || /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN) /.test(error.message);
}

/** A single command follows to where the tenant is now, and the connection remembers the place. */
async function findAgain(redis: RedisClient, [call]: readonly Call[]): Promise<void> {
  await delay(PAUSE_MS);
  if (call !== undefined) await redis.exists(tenantPrefix(call.tenantId)).catch(() => undefined);
}
