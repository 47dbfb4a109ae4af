/** The processes that a start consists of, and what each is told by its environment. */
import { join } from "node:path";
import type { Environment } from "@dt/runtime";
import type { ChildSpec } from "./child.ts";
import type { Plan } from "./plan.ts";

/** What the simulator offers, as far as the services need to know it. */
export interface SimulatorPlace {
  /** Of the chat page, of both DingTalk hosts and of the model. */
  readonly url: string;
  /** The model's address, with its /v1. */
  readonly modelUrl: string;
  readonly app: { readonly appKey: string; readonly appSecret: string; readonly robotCode: string };
  readonly cardTemplateId: string | undefined;
}

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

function simulatedApp({ url, app, cardTemplateId }: SimulatorPlace): NodeJS.ProcessEnv {
  return {
    DINGTALK_API_URL: url,
    DINGTALK_OAPI_URL: url,
    DINGTALK_APP_KEY: app.appKey,
    DINGTALK_APP_SECRET: app.appSecret,
    DINGTALK_ROBOT_CODE: app.robotCode,
    ...(cardTemplateId === undefined ? {} : { DINGTALK_CARD_TEMPLATE_ID: cardTemplateId }),
  };
}

function demoModel({ modelUrl }: SimulatorPlace): NodeJS.ProcessEnv {
  return { OPENAI_BASE_URL: modelUrl, OPENAI_API_KEY: "demo", OPENAI_MODEL: "demo" };
}
