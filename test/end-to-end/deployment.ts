/** A whole deployment for one test or for a file of tests: Redis, simulator, and any number of each service. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Account,
  closeRedis,
  connectRedis,
  createAccounts,
  createDeadLetters,
  type DeadLetters,
  type RedisClient,
  type Trace,
} from "@dt/session";
import type { DeliveryEntry, Simulator, SimulatorOptions } from "@dt/simulator";
import { afterAll, afterEach, beforeAll, expect, inject, vi } from "vitest";
import { stringify } from "yaml";
import { openCollection } from "../exposure/collection.ts";
import { createMarkedSimulator, modelKey, redisPassword, withoutMarks } from "../exposure/marks.ts";
import { type RedisServer, type RedisServerOptions, startRedis } from "../redis-server.ts";
import { type Service, type ServiceName, startService } from "./services.ts";

export interface Deployment {
  readonly redis: RedisServer;
  /** A connection of the test's own. */
  readonly client: RedisClient;
  readonly simulator: Simulator;
  readonly ingesters: readonly Service[];
  readonly workers: readonly Service[];
  readonly senders: readonly Service[];
  /** One more service. `wait: false`: do not wait until it is ready. */
  readonly start: (name: ServiceName, options?: { readonly wait?: boolean }) => Promise<Service>;
  readonly deadLetters: DeadLetters;
  readonly account: (tenantId?: string) => Promise<Account>;
  readonly trace: (messageId: string, tenantId?: string) => Promise<Trace | undefined>;
  /** Resolves once every message that was received is over. */
  readonly settled: (messages: number, timeoutMs?: number) => Promise<Account>;
  /** Resolves once the reply to a message is out, or given up. */
  readonly over: (messageId: string, options?: { tenantId?: string; timeoutMs?: number }) => Promise<Trace>;
  /** What the robot said to a person, in order, in their private chat or a group. */
  readonly replies: (userId: string, conversationId?: string) => string[];
  readonly deliveries: (userId: string, conversationId?: string) => DeliveryEntry[];
}

export interface DeploymentOptions {
  /** How many of each service, or of some. Default: one. */
  readonly count?: number | Partial<Record<ServiceName, number>>;
  readonly simulator?: SimulatorOptions;
  readonly redis?: RedisServerOptions;
  readonly environment?:
    | Readonly<Record<string, string>>
    | ((simulator: Simulator) => Promise<Readonly<Record<string, string>>>);
  /** Several tenants, or what the environment cannot say about one: the contents of a tenants file. */
  readonly tenants?: (simulator: Simulator) => readonly object[];
}

type Closers = (() => Promise<unknown>)[];

const afterThisTest: Closers = [];

afterEach(() => closeAll(afterThisTest));

/** Ended after the test, whatever it did. */
export async function startDeployment(options: DeploymentOptions = {}): Promise<Deployment> {
  return await open(options, afterThisTest);
}

/** One deployment for all tests of a file; each test brings people of its own. Faults end with their test. */
export function useDeployment(options: DeploymentOptions = {}): () => Deployment {
  return useOpened((closers) => open(options, closers));
}

/** What there is when Redis is more than one server. */
export type DeploymentOn<Topology> = Omit<Deployment, "redis"> & { readonly topology: Topology };

/** The same on a Redis of any kind, which is started before and stopped after. */
export function useDeploymentOn<Topology extends { readonly url: string; stop(): Promise<void> }>(
  start: () => Promise<Topology>,
  options: Omit<DeploymentOptions, "redis"> | ((topology: Topology) => Omit<DeploymentOptions, "redis">) = {},
): () => DeploymentOn<Topology> {
  return useOpened(async (closers) => {
    const topology = await start();
    closers.push(() => topology.stop());
    const given = typeof options === "function" ? options(topology) : options;
    return { topology, ...(await openOn(topology, given, closers)) };
  });
}

function useOpened<Opened extends Pick<Deployment, "simulator">>(
  openAll: (closers: Closers) => Promise<Opened>,
): () => Opened {
  const closers: Closers = [];
  let deployment: Opened | undefined;
  beforeAll(async () => {
    deployment = await openAll(closers);
  });
  afterEach(() => deployment?.simulator.faults.clear());
  afterAll(() => closeAll(closers));
  return () => {
    if (deployment === undefined) throw new Error("the deployment is used before it is there");
    return deployment;
  };
}

async function closeAll(closers: Closers): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await close();
}

async function open(options: DeploymentOptions, closers: Closers): Promise<Deployment> {
  const redis = await startRedis({ password: redisPassword, ...options.redis });
  closers.push(() => redis.stop());
  const collection = await openCollection(inject("exposureFolder"), redis.url);
  const deployment = await openOn(redis, options, closers, (services) => collection.finish(services));
  return { redis, ...deployment };
}

/** `beforeEnd` gets the services while they still run. */
async function openOn(
  redis: Pick<RedisServer, "url">,
  options: DeploymentOptions,
  closers: Closers,
  beforeEnd: (services: readonly Service[]) => Promise<void> = async () => {},
): Promise<Omit<Deployment, "redis">> {
  const simulator = await createMarkedSimulator({
    limits: { callsPerSecond: 0 },
    model: { firstTokenMs: 20, tokenMs: 1 },
    ...options.simulator,
  });
  closers.push(() => simulator.close());
  const given = options.environment;
  const further = typeof given === "function" ? await given(simulator) : given;
  const environment = { ...(await tenantsIn(options, simulator, closers)), ...further };
  const services: Service[] = [];
  closers.push(() => Promise.all(services.map((service) => service.kill())));
  closers.push(() => beforeEnd(services));
  const start: Deployment["start"] = async (name, { wait = true } = {}) => {
    const service = await startService(name, { redis, simulator, environment, wait });
    services.push(service);
    return service;
  };
  const startAll = async (name: ServiceName): Promise<Service[]> => {
    const count = typeof options.count === "object" ? (options.count[name] ?? 1) : (options.count ?? 1);
    return await Promise.all(Array.from({ length: count }, () => start(name)));
  };
  const [workers, senders, ingesters] = [
    await startAll("worker"),
    await startAll("sender"),
    await startAll("ingester"),
  ];
  await Promise.all(ingesters.map(allConnected));
  const client = connectRedis(redis.url, { mode: "patient" });
  closers.push(() => closeRedis(client));
  return { client, simulator, ingesters, workers, senders, start, ...observe(client, simulator) };
}

/** An ingester is ready with its first tenant; what is pushed to the others before they are connected, is dropped. */
async function allConnected(ingester: Service): Promise<void> {
  await vi.waitFor(async () => expect(await ingester.metrics()).not.toMatch(/^dt_connected\{.*\} 0$/m), {
    timeout: 20_000,
    interval: 20,
  });
}

/** What tests look at. */
function observe(
  client: RedisClient,
  simulator: Simulator,
): Pick<Deployment, "deadLetters" | "account" | "trace" | "settled" | "over" | "replies" | "deliveries"> {
  const accounts = createAccounts(client);
  const account = (tenantId = "default"): Promise<Account> => accounts.account(tenantId);
  const trace = (messageId: string, tenantId = "default"): Promise<Trace | undefined> =>
    accounts.trace(tenantId, messageId);
  const deliveries = (userId: string, conversationId?: string): DeliveryEntry[] =>
    simulator.record.deliveries({ conversationId: conversationId ?? privateChat(simulator, userId) });
  return {
    deadLetters: createDeadLetters(client),
    account,
    trace,
    settled: (messages, timeout = 60_000) =>
      vi.waitFor(
        async () => {
          const now = await account();
          expect(now).toMatchObject({ received: messages, waiting: 0, delivering: 0, balanced: true });
          return now;
        },
        { timeout, interval: 100 },
      ),
    over: (messageId, { tenantId = "default", timeoutMs: timeout = 60_000 } = {}) =>
      vi.waitFor(
        async () => {
          const path = await trace(messageId, tenantId);
          if ((path?.delivered ?? path?.dead) === undefined) throw new Error(`${messageId} is not over`);
          return path as Trace;
        },
        { timeout, interval: 50 },
      ),
    replies: (userId, conversationId) => deliveries(userId, conversationId).map(({ text }) => withoutMarks(text)),
    deliveries,
  };
}

async function tenantsIn(
  { tenants }: DeploymentOptions,
  simulator: Simulator,
  closers: Closers,
): Promise<Record<string, string>> {
  if (tenants === undefined) return {};
  const folder = await mkdtemp(join(tmpdir(), "dt-tenants-"));
  closers.push(() => rm(folder, { recursive: true }));
  const file = join(folder, "tenants.yaml");
  await writeFile(file, stringify({ tenants: tenants(simulator) }));
  return { DT_TENANTS_FILE: file };
}

export interface TenantOptions {
  readonly id?: string;
  /** Which of the simulator's apps. Default: the first. */
  readonly app?: number;
  readonly cards?: boolean;
  readonly model?: object;
  readonly limits?: object;
  readonly access?: object;
  readonly tools?: readonly string[];
}

/** A tenant of a tenants file that the simulator serves. */
export function describeTenant(simulator: Simulator, options: TenantOptions = {}): object {
  const { id = "default", app: index = 0, cards = false, model, ...further } = options;
  const app = simulator.world.apps[index];
  if (app === undefined) throw new Error(`the simulator has no app ${index}`);
  const template = cards ? { cardTemplateId: app.cardTemplates[0] } : {};
  return {
    id,
    dingtalk: { appKey: app.appKey, appSecret: app.appSecret, ...template },
    model: { baseUrl: simulator.modelUrl, apiKey: modelKey, name: "demo", ...model },
    ...further,
  };
}

export function privateChat(simulator: Simulator, userId: string): string {
  const [app] = simulator.world.apps;
  if (app === undefined) throw new Error("the simulator has no app");
  return simulator.world.privateChat(userId, app.appKey).conversationId;
}

/** Somebody nobody has met before, who writes privately; returns the user id. */
export function addPerson(simulator: Simulator, userId: string = `person-${randomUUID()}`): string {
  simulator.world.addPerson({
    userId,
    unionId: `union-${userId}`,
    name: `Person ${userId}`,
    senderId: `$:LWCP_v1:$${userId}`,
    isAdmin: false,
  });
  return userId;
}

/** Returns their user ids. */
export function addPeople(simulator: Simulator, count: number): string[] {
  return Array.from({ length: count }, () => addPerson(simulator));
}

/** Numbers such as `#12` in a text. */
export function numbersIn(text: string): string[] {
  return text.match(/#\d+/g) ?? [];
}

/** The model answers with the numbers of the messages that it was asked about, and after them `suffix`. */
export function answerWithNumbers(simulator: Simulator, suffix = ""): void {
  simulator.model.respond(({ messages }) => {
    const question = messages.at(-1)?.content;
    return { text: numbersIn(typeof question === "string" ? question : "").join(" ") + suffix };
  });
}
