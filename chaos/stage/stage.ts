/** Everything that a run needs: Redis, simulator, tenants, services. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Accounts,
  closeRedis,
  connectRedis,
  createAccounts,
  createDeadLetters,
  type DeadLetters,
} from "@dt/session";
import { type App, defaultApp, type Simulator } from "@dt/simulator";
import { stringify } from "yaml";
import { type Service, type ServiceName, startService } from "../../test/end-to-end/services.ts";
import { type Collection, openCollection } from "../../test/exposure/collection.ts";
import { createMarkedSimulator, modelKey, redisPassword } from "../../test/exposure/marks.ts";
import { type RedisServer, startRedis } from "../../test/redis-server.ts";
import type { ChaosOptions } from "../options.ts";

export interface Stage {
  readonly redis: RedisServer;
  readonly simulator: Simulator;
  readonly apps: readonly App[];
  readonly services: readonly Service[];
  readonly accounts: Accounts;
  readonly deadLetters: DeadLetters;
  /** What the services print, publish and put into jobs. */
  readonly collection: Collection;
  close(): Promise<void>;
}

/** The tenant of an app has its app key as id. What is collected lies in the folder. */
export async function openStage({ tenants, services: count, seed }: ChaosOptions, folder: string): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  // With everysec, a kill of Redis may lose what it acknowledged while the disk was busy: that is declared, not a finding.
  const durable = { settings: { appendfsync: "always" }, password: redisPassword };
  const redis = stack.adopt(await startRedis(durable), (server) => server.stop());
  const apps = Array.from({ length: tenants }, (_, index) => makeApp(index));
  const simulator = stack.adopt(
    await createMarkedSimulator({
      seed,
      world: { apps },
      // DingTalk pushes again what was not acknowledged; here sooner and more often than the real one.
      stream: { ackTimeoutMs: 3000, robotRepeats: 1000, whenAlone: "queue" },
      limits: { callsPerSecond: 0 },
      record: { bodiesKept: 0, kept: 500_000 },
    }),
    (each) => each.close(),
  );
  const files = stack.adopt(await mkdtemp(join(tmpdir(), "dt-chaos-")), (path) => rm(path, { recursive: true }));
  const environment = { DT_TENANTS_FILE: join(files, "tenants.yaml"), DT_HTTP_PORT: "0" };
  const collection = await openCollection(folder, redis.url);
  await writeFile(
    environment.DT_TENANTS_FILE,
    stringify({ tenants: simulator.world.apps.map((app) => tenantOf(app, simulator)) }),
  );
  const names: ServiceName[] = ["ingester", "worker", "sender"];
  const starting = names.flatMap((name) =>
    Array.from({ length: count }, () => startService(name, { redis, simulator, environment, readyWithinMs: 120_000 })),
  );
  const services = await Promise.all(starting);
  stack.defer(async () => void (await Promise.all(services.map((service) => service.kill()))));
  const client = stack.adopt(connectRedis(redis.url, { mode: "patient" }), closeRedis);
  const resources = stack.move();
  return {
    redis,
    simulator,
    apps: simulator.world.apps,
    services,
    accounts: createAccounts(client),
    deadLetters: createDeadLetters(client),
    collection,
    close: () => resources.disposeAsync(),
  };
}

function makeApp(index: number): App {
  const key = `dingchaos${index}`;
  return { ...defaultApp, appKey: key, robotCode: key };
}

/** The first tenant answers with cards, the others as markdown. */
function tenantOf(app: App, simulator: Simulator): object {
  const cards = app.appKey.endsWith("0");
  return {
    id: app.appKey,
    dingtalk: {
      appKey: app.appKey,
      appSecret: app.appSecret,
      ...(cards ? { cardTemplateId: app.cardTemplates[0] } : {}),
    },
    model: { baseUrl: simulator.modelUrl, apiKey: modelKey, name: "chaos", timeoutMs: 5000 },
    limits: { sendPerSecond: 100, concurrentTurns: 100 },
  };
}
