import { onTestFinished } from "vitest";
import { createSimulator } from "../src/simulator/simulator.ts";
import type { Simulator, SimulatorOptions } from "../src/simulator/types.ts";
import { defaultApp, person } from "../src/world/default-world.ts";
import type { App } from "../src/world/types.ts";

/** A simulator that stops with the test. Its seed is fixed. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await createSimulator({ seed: 1, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A call to the new host with a fresh token of the default app, or the one given; `null` sends none. */
export async function callApi(
  simulator: Simulator,
  request: string,
  body?: unknown,
  token: string | null = simulator.tokens.issue(defaultApp),
): Promise<Answer> {
  const [method = "", path = ""] = request.split(" ");
  const headers = {
    "content-type": "application/json",
    ...(token !== null && { "x-acs-dingtalk-access-token": token }),
  };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  return read(await fetch(simulator.apiUrl + path, init));
}

/** A call to the older host with a fresh token of the default app, or the one given. */
export function callOapi(
  simulator: Simulator,
  path: string,
  body: unknown = {},
  token: string = simulator.tokens.issue(defaultApp),
): Promise<Answer> {
  return post(`${simulator.oapiUrl}${path}?access_token=${token}`, body);
}

/** A JSON call to the older host or to any other address. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
  return read(await fetch(url, init));
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

/** A second app beside the default one, in the same organisation. */
export const otherApp = {
  ...defaultApp,
  appKey: "dingotherapp02",
  robotCode: "dingotherapp02",
  appSecret: "other-sample-secret",
};

/** An app of the store, installed in the organisation of the default app. */
export const storeApp: App = {
  ...defaultApp,
  appKey: "suitesimulator03",
  robotCode: "dingstorerobot03",
  appSecret: "suite-sample-secret",
  kind: "thirdPartyOrg",
};

export const someone = person("someone05", "Someone");
