/** A whole deployment for one test: Redis, simulator, and any number of each service. */
import { type Account, closeRedis, connectRedis, createAccounts, type Trace } from "@dt/session";
import { createSimulator, type Simulator, type SimulatorOptions } from "@dt/simulator";
import { afterEach, expect } from "vitest";
import { type RedisServer, startRedis } from "../redis-server.ts";
import { type Service, type ServiceName, startService } from "./services.ts";

export interface Deployment {
  readonly redis: RedisServer;
  readonly simulator: Simulator;
  readonly ingesters: readonly Service[];
  readonly workers: readonly Service[];
  readonly senders: readonly Service[];
  readonly account: () => Promise<Account>;
  readonly trace: (messageId: string) => Promise<Trace | undefined>;
  /** Resolves once every message that was received is over. */
  readonly settled: (messages: number, timeoutMs?: number) => Promise<Account>;
  /** What the robot said to a person, in order, in their private chat or a group. */
  readonly replies: (userId: string, conversationId?: string) => string[];
}

export interface DeploymentOptions {
  readonly count?: number;
  readonly simulator?: SimulatorOptions;
  readonly environment?: Readonly<Record<string, string>>;
}

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Ended after the test, whatever it did. */
export async function startDeployment(options: DeploymentOptions = {}): Promise<Deployment> {
  const { count = 1, environment = {} } = options;
  const redis = await startRedis();
  closers.push(() => redis.stop());
  const simulator = await createSimulator({
    limits: { callsPerSecond: 0 },
    model: { firstTokenMs: 20, tokenMs: 1 },
    ...options.simulator,
  });
  closers.push(() => simulator.close());
  const start = async (name: ServiceName): Promise<Service[]> => {
    const starting = Array.from({ length: count }, () => startService(name, { redis, simulator, environment }));
    const services = await Promise.all(starting);
    closers.push(() => Promise.all(services.map((service) => service.kill())));
    return services;
  };
  const [workers, senders, ingesters] = [await start("worker"), await start("sender"), await start("ingester")];
  const client = connectRedis(redis.url, { mode: "patient" });
  closers.push(() => closeRedis(client));
  const accounts = createAccounts(client);
  const account = (): Promise<Account> => accounts.account("default");
  return {
    redis,
    simulator,
    ingesters,
    workers,
    senders,
    account,
    trace: (messageId) => accounts.trace("default", messageId),
    async settled(messages, timeoutMs = 60_000) {
      await expect
        .poll(account, { timeout: timeoutMs, interval: 100 })
        .toMatchObject({ received: messages, waiting: 0, delivering: 0, balanced: true });
      return await account();
    },
    replies: (userId, conversationId) =>
      simulator.record
        .deliveries({ conversationId: conversationId ?? privateChat(simulator, userId) })
        .map((delivery) => delivery.text),
  };
}

export function privateChat(simulator: Simulator, userId: string): string {
  const [app] = simulator.world.apps;
  if (app === undefined) throw new Error("the simulator has no app");
  return simulator.world.privateChat(userId, app.appKey).conversationId;
}

/** Adds people who write privately; returns their user ids. */
export function addPeople(simulator: Simulator, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const userId = `person-${index}`;
    simulator.world.addPerson({
      userId,
      unionId: `union-${index}`,
      name: `Person ${index}`,
      senderId: `$:LWCP_v1:$${index}`,
      isAdmin: false,
    });
    return userId;
  });
}
