/** The three services with their Redis and the simulator, each a process of its own. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Account, closeRedis, connectRedis, createAccounts } from "@dt/session";
import { type RedisServer, startRedis } from "../../test/redis-server.ts";
import { type StartedProcess, startProcess, waitForLine } from "../process/start-process.ts";
import type { SimulatorArgument, SimulatorReady } from "../programs/simulator.ts";
import { openSimulator, type SimulatorProgram } from "./simulator.ts";
import type { Stage } from "./stage.ts";

export const serviceNames = ["ingester", "worker", "sender"] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What differs from the settings as shipped: limits of a tenant, which would else be what is measured. */
export const tenantLimits = { sendPerSecond: 10_000, concurrentTurns: 1_000 } as const;

export interface ServicesOptions extends Partial<SimulatorArgument> {
  /** Environment of the services beyond their addresses. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Arguments of Node for a service. */
  readonly nodeArgs?: (name: ServiceName) => readonly string[];
}

export interface ServicesStage extends Stage {
  readonly load: SimulatorProgram;
  readonly redis: RedisServer;
  /** What became of all messages, by the store's own account. */
  account(): Promise<Account>;
  /** Ends the services alone, in order. */
  stopServices(): Promise<void>;
}

const tenantId = "bench";

export async function openServices(options: ServicesOptions = {}): Promise<ServicesStage> {
  const { environment, nodeArgs, ...simulatorOptions } = options;
  await using stack = new AsyncDisposableStack();
  const redis = stack.adopt(await startRedis(), (server) => server.stop());
  const simulator = stack.adopt(await openSimulator(simulatorOptions), (program) => program.stop());
  const folder = stack.adopt(await mkdtemp(join(tmpdir(), "dt-bench-")), (path) => rm(path, { recursive: true }));
  const client = stack.adopt(connectRedis(redis.url, { mode: "patient" }), closeRedis);
  const settings = { ...(await serviceEnvironment(folder, redis, simulator.ready)), ...environment };
  const services = await Promise.all(
    serviceNames.map(async (name) => {
      const service = stack.adopt(startService(name, settings, nodeArgs?.(name)), (started) => started.stop());
      await waitForLine(service, (line) => (line.includes('"msg":"ready"') ? true : undefined));
      return service;
    }),
  );
  const pids = Object.fromEntries(services.map(({ name, pid }) => [name, pid]));
  const closing = stack.move();
  return {
    load: simulator,
    redis,
    pids: { ...pids, redis: redis.pid, simulator: simulator.pid },
    account: () => createAccounts(client).account(tenantId),
    stopServices: async () => void (await Promise.all(services.map((service) => service.stop()))),
    close: () => closing.disposeAsync(),
  };
}

function startService(
  name: ServiceName,
  environment: Readonly<Record<string, string>>,
  nodeArgs: readonly string[] = [],
): StartedProcess {
  return startProcess({ name, file: `apps/${name}/src/main.ts`, environment, nodeArgs });
}

async function serviceEnvironment(
  folder: string,
  redis: RedisServer,
  { apiUrl, oapiUrl, modelUrl, appKey, appSecret }: SimulatorReady,
): Promise<Record<string, string>> {
  const tenant = {
    id: tenantId,
    dingtalk: { appKey, appSecret },
    replyMode: "markdown",
    model: { baseUrl: modelUrl, apiKey: "sk-simulator", name: "instant" },
    limits: tenantLimits,
  };
  const file = join(folder, "tenants.yaml");
  // Every JSON document is YAML.
  await writeFile(file, JSON.stringify({ tenants: [tenant] }), { mode: 0o600 });
  return {
    REDIS_URL: redis.url,
    DINGTALK_API_URL: apiUrl,
    DINGTALK_OAPI_URL: oapiUrl,
    DT_TENANTS_FILE: file,
    DT_HTTP_PORT: "0",
  };
}
