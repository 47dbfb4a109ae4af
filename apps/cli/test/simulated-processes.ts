import { createSimulator, defaultApp, type Simulator } from "@dt/simulator";
import { onTestFinished } from "vitest";
import type { Outcome } from "./dt.ts";
import { type ProcessOptions, runDt } from "./dt-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface SimulatedProcesses {
  readonly simulator: Simulator;
  /** Empty at first. */
  readonly home: string;
  /** The environment that leads dt to the simulator, with credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs `dt` as a process of its own. */
  readonly run: (words: readonly string[], options?: ProcessOptions) => Promise<Outcome>;
}

/** A simulated DingTalk, and processes of `dt` that use it, all with one home. */
export async function simulateProcesses(more: Readonly<Record<string, string>> = {}): Promise<SimulatedProcesses> {
  const simulator = await createSimulator();
  onTestFinished(() => simulator.close());
  const home = temporaryFolder();
  const environment = {
    DINGTALK_API_URL: simulator.apiUrl,
    DINGTALK_OAPI_URL: simulator.oapiUrl,
    DINGTALK_APP_KEY: defaultApp.appKey,
    DINGTALK_APP_SECRET: defaultApp.appSecret,
    ...more,
  };
  const run: SimulatedProcesses["run"] = (words, options = {}) => {
    return runDt(words, { home, ...options, environment: { ...environment, ...options.environment } });
  };
  return { simulator, home, environment, run };
}
