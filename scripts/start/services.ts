/** The processes that a start consists of, and what each is told by its environment. */
import { join } from "node:path";
import type { Environment } from "@dt/runtime";
import type { ChildSpec } from "./child.ts";
import type { Plan } from "./plan.ts";
import { demoModel, type SimulatorPlace, simulatedApp } from "./simulator-place.ts";

export interface ServiceOptions {
  readonly root: string;
  readonly environment: Environment;
  readonly plan: Plan;
  readonly redisUrl: string;
  /** Absent when nothing is simulated. */
  readonly simulator: SimulatorPlace | undefined;
}

/** The three services, in the order in which they are started and stopped. */
export function serviceSpecs(options: ServiceOptions): ChildSpec[] {
  const environment = serviceEnvironment(options);
  return ["ingester", "worker", "sender"].map((name) => ({
    name,
    entry: join(options.root, "apps", name, "src", "main.ts"),
    environment,
    folder: options.root,
  }));
}

/** What all services see. The simulator's values win over those of a real app that happen to be set. */
export function serviceEnvironment(options: ServiceOptions): NodeJS.ProcessEnv {
  const { environment, plan, redisUrl, simulator } = options;
  return {
    ...environment,
    REDIS_URL: redisUrl,
    // Several services on one machine: each finds a port of its own.
    DT_HTTP_PORT: "0",
    // What is shown is decided here, and readiness is read from an info line.
    LOG_LEVEL: plan.logLevel === "debug" ? "debug" : "info",
    ...(simulator !== undefined && plan.dingtalk.kind === "simulated" ? simulatedApp(simulator) : {}),
    ...(simulator !== undefined && plan.model.kind === "demo" ? demoModel(simulator) : {}),
  };
}
