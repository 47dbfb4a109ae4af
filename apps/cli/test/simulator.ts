import { createSimulator, defaultApp, type Simulator, type SimulatorOptions } from "@dt/simulator";
import { onTestFinished } from "vitest";
import { type DtOptions, dt, type Outcome } from "./dt.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface SimulatedDt {
  readonly simulator: Simulator;
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly run: (words: readonly string[], options?: DtOptions) => Promise<Outcome>;
}

/** A simulated DingTalk, and command lines that use it. */
export async function simulate(options: SimulatorOptions = {}): Promise<SimulatedDt> {
  const simulator = await createSimulator(options);
  onTestFinished(() => simulator.close());
  const folder = temporaryFolder();
  const environment = {
    DINGTALK_API_URL: simulator.apiUrl,
    DINGTALK_OAPI_URL: simulator.oapiUrl,
    DINGTALK_APP_KEY: defaultApp.appKey,
    DINGTALK_APP_SECRET: defaultApp.appSecret,
  };
  const run: SimulatedDt["run"] = (words, more = {}) => {
    return dt(words, { home: folder, ...more, environment: { ...environment, ...more.environment } });
  };
  return { simulator, environment, folder, run };
}
