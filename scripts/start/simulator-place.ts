/** Where the simulator is and how it is started. */
import { join } from "node:path";
import type { Environment } from "@dt/runtime";
import { defaultApp } from "@dt/simulator";
import { freePort, isPortFree } from "../shared/ports.ts";
import type { ChildSpec } from "./child.ts";

/** What the simulator offers, as far as others need to know it. */
export interface SimulatorPlace {
  /** Of the chat page and of the model. */
  readonly page: number;
  /** Of the one DingTalk host and of the other. */
  readonly api: number;
  readonly oapi: number;
}

export interface SimulatorOptions {
  readonly root: string;
  readonly environment: Environment;
  readonly dataFolder: string;
  readonly redisUrl: string;
  readonly place: SimulatorPlace;
}

/**
 * Ports beside the page's, free ones where those are taken: a reply that a stop interrupted then still finds the
 * address it was told.
 */
export async function placeSimulator(page: number): Promise<SimulatorPlace> {
  return { page, api: await portAt(page + 1), oapi: await portAt(page + 2) };
}

async function portAt(port: number): Promise<number> {
  return (await isPortFree(port)) ? port : await freePort();
}

/** The process that runs it; its settings go by the environment. */
export function simulatorSpec({ root, environment, dataFolder, redisUrl, place }: SimulatorOptions): ChildSpec {
  return {
    name: "simulator",
    entry: join(root, "scripts", "start", "simulator.ts"),
    environment: {
      ...environment,
      REDIS_URL: redisUrl,
      DT_PAGE_PORT: String(place.page),
      DT_SIMULATOR_API_PORT: String(place.api),
      DT_SIMULATOR_OAPI_PORT: String(place.oapi),
      DT_CHAT_FILE: join(dataFolder, "chat.jsonl"),
      LOG_LEVEL: "info",
    },
    folder: root,
  };
}

/** The address of the chat page. */
export function pageUrl(place: SimulatorPlace): string {
  return `http://127.0.0.1:${place.page}`;
}

/** What services are told to serve the simulated app. Key and secret are always the same, so that a later start finds
 * the conversations of an earlier one. */
export function simulatedApp({ api, oapi }: SimulatorPlace): NodeJS.ProcessEnv {
  const { appKey, appSecret, robotCode, cardTemplates } = defaultApp;
  return {
    DINGTALK_API_URL: `http://127.0.0.1:${api}`,
    DINGTALK_OAPI_URL: `http://127.0.0.1:${oapi}`,
    DINGTALK_APP_KEY: appKey,
    DINGTALK_APP_SECRET: appSecret,
    DINGTALK_ROBOT_CODE: robotCode,
    // With a card template, replies stream in.
    DINGTALK_CARD_TEMPLATE_ID: cardTemplates[0],
  };
}

/** What services are told to use the demo model. */
export function demoModel(place: SimulatorPlace): NodeJS.ProcessEnv {
  return {
    OPENAI_BASE_URL: `${pageUrl(place)}/v1`,
    OPENAI_API_KEY: "sk-simulator",
    OPENAI_MODEL: "demo",
    OPENAI_IMAGES: "true",
  };
}
