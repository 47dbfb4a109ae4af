/** Where the simulator is and how it is started. */
import { join } from "node:path";
import type { Environment } from "@dt/runtime";
import { defaultApp } from "@dt/simulator";
import type { ChildSpec } from "./child.ts";
import type { SimulatorPlace } from "./services.ts";

export interface SimulatorOptions {
  readonly root: string;
  readonly environment: Environment;
  readonly dataFolder: string;
  readonly redisUrl: string;
  readonly port: number;
}

/** The process that runs it; its settings go by the environment. */
export function simulatorSpec({ root, environment, dataFolder, redisUrl, port }: SimulatorOptions): ChildSpec {
  return {
    name: "simulator",
    entry: join(root, "scripts", "start", "simulator.ts"),
    environment: {
      ...environment,
      REDIS_URL: redisUrl,
      DT_PAGE_PORT: String(port),
      DT_CHAT_FILE: join(dataFolder, "chat.jsonl"),
      LOG_LEVEL: "info",
    },
    folder: root,
  };
}

/** Its app, key and secret are always the same, so that a later start finds the conversations of an earlier one. */
export function placeSimulator(port: number): SimulatorPlace {
  const url = `http://127.0.0.1:${port}`;
  const { appKey, appSecret, robotCode, cardTemplates } = defaultApp;
  return { url, modelUrl: `${url}/v1`, app: { appKey, appSecret, robotCode }, cardTemplateId: cardTemplates[0] };
}
