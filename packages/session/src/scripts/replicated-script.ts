/**
 * Scripts whose effect must outlive the primary: a call is answered once replicas have what it wrote. Redis answers
 * before it replicates, so that a fail-over may forget what was answered; what leaves dt must not rest on that.
 */
import { setTimeout as delay } from "node:timers/promises";
import { type ChainableCommander, Cluster } from "ioredis";
import type { RedisClient } from "../redis/redis.ts";
import { tenantPrefix } from "../session-id.ts";
import { type Argument, isUnknownScript, knownScripts, loadScript, readScript, type Script } from "./script.ts";

/** Replicas answer within ms; below the time limit of a call of a `fail-fast` connection. */
const WAIT_MS = 1000;
/** While a node of a cluster is replaced or a slot is moved: together about as long as a push may wait. */
const TRIES = 10;
const PAUSE_MS = 100;

/** The call was executed, but too few replicas have it: a fail-over may undo it. */
export class TooFewReplicasError extends Error {
  override readonly name = "TooFewReplicasError";

  constructor({ reached, replicas }: { reached: number; replicas: number }) {
    super(
      `${reached} of ${replicas} replicas have what was written within ${WAIT_MS} ms: see whether the primary is connected to its replicas`,
    );
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
      await send(calls).catch((error: unknown) => calls.forEach((call) => call.answer.reject(error)));
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

type Send = (calls: readonly Call[]) => Promise<void>;

/** Sends calls with one wait behind them, until each has its answer. */
function createSender(redis: RedisClient, name: string, replicas: number): Send {
  const { source, digest } = readScript(redis, name);
  const digests = knownScripts(redis);

  /** Calls and wait go out together: ioredis never sends half a pipeline again, to a server that knows nothing of it. */
  function pipelineOf(calls: readonly Call[]): ChainableCommander {
    const pipeline = redis.pipeline();
    const isKnown = digests.has(digest);
    for (const { tenantId, args } of calls) {
      const key = tenantPrefix(tenantId);
      if (isKnown) pipeline.evalsha(digest, 1, key, ...args);
      else pipeline.eval(source, 1, key, ...args);
    }
    return pipeline.wait(replicas, WAIT_MS);
  }

  function answer(call: Call, reply: unknown, reached: number): void {
    digests.add(digest);
    if (reached >= replicas) call.answer.resolve(reply);
    else call.answer.reject(new TooFewReplicasError({ reached, replicas }));
  }

  /** Returns the calls that were not executed, with the reason. The others have their answers. */
  async function sendOnce(calls: readonly Call[]): Promise<Map<Call, Error>> {
    const results = (await pipelineOf(calls).exec()) ?? [];
    const [waitError, reached] = results.at(-1) ?? [nothingCame];
    const refused = new Map<Call, Error>();
    for (const [index, call] of calls.entries()) {
      const [error, reply] = results[index] ?? [nothingCame];
      const failure = error ?? waitError;
      if (error !== null && wasNotExecuted(error)) refused.set(call, error);
      else if (failure !== null) call.answer.reject(failure);
      else answer(call, reply, Number(reached));
    }
    return refused;
  }

  return async (calls) => {
    let refused = await sendOnce(calls);
    for (let tries = 1; tries < TRIES && refused.size > 0; tries++) {
      await prepareAgain([...refused]);
      refused = await sendOnce([...refused.keys()]);
    }
    for (const [call, error] of refused) call.answer.reject(error);
  };

  /** Forgets what the server does not know, or lets the connection find out where the tenant is now. */
  async function prepareAgain([first]: readonly [Call, Error][]): Promise<void> {
    if (first === undefined) return;
    const [{ tenantId }, error] = first;
    if (isUnknownScript(error)) {
      digests.delete(digest);
      return;
    }
    await delay(PAUSE_MS);
    // ioredis follows the redirections of a single command, and remembers the place.
    await redis.exists(tenantPrefix(tenantId)).catch(() => undefined);
  }
}

const nothingCame = new Error("Redis answered nothing");

/** Redis refused before it did anything: another node has the tenant, or nobody at this moment, or the script is new. */
function wasNotExecuted(error: Error): boolean {
  return isUnknownScript(error) || /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN) /.test(error.message);
}
