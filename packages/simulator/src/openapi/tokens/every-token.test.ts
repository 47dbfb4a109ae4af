import { type Operation, operationNames, operations } from "@dt/api";
import { beforeAll, describe, expect, it } from "vitest";
import { storeApp } from "../../../test/simulator.ts";
import { createSimulator } from "../../simulator/simulator.ts";
import type { Simulator } from "../../simulator/types.ts";
import { defaultApp } from "../../world/default-world.ts";

const guarded = operationNames
  .map((name): Operation => operations[name])
  .filter(({ tokenKind }) => tokenKind === "app" || tokenKind === "user");
/** To-do calls take tokens of both kinds, and refuse by themselves what does not suit. */
const ofOneKind = guarded.filter(({ group }) => group !== "todo");
const internalOnly = guarded.filter(({ appTypes }) => appTypes.join() === "internal");

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ seed: 1, limits: { callsPerSecond: 0 } });
  simulator.world.addApp(storeApp);
  return () => simulator.close();
});

interface Refused {
  readonly status: number;
  /** Of the older host, the code inside its gateway's. */
  readonly code: string;
}

async function answerTo(operation: Operation, token?: string): Promise<Refused> {
  const { method, path, host, auth, encoding } = operation;
  const shown = token === undefined ? undefined : auth;
  const isJson = encoding === "json";
  const base = host === "api" ? simulator.apiUrl : simulator.oapiUrl;
  const url = `${base}${path.replaceAll(/\{\w+\}/g, "x")}${shown === "query" ? `?access_token=${token}` : ""}`;
  const headers = {
    ...(isJson && { "content-type": "application/json" }),
    ...(shown === "header" && { "x-acs-dingtalk-access-token": token ?? "" }),
  };
  const response = await fetch(url, { method, headers, ...(isJson && { body: "{}" }) });
  const body = (await response.json()) as { code?: string; errcode?: number; sub_code?: string };
  return { status: response.status, code: body.code ?? body.sub_code ?? String(body.errcode) };
}

function denied({ host }: Operation): Refused {
  return host === "api"
    ? { status: 403, code: "Forbidden.AccessDenied.AccessTokenPermissionDenied" }
    : { status: 200, code: "60011" };
}

function named(list: readonly Operation[]) {
  return list.map((operation) => [operation.name, operation] as const);
}

describe("the token of every operation", () => {
  it.each(named(guarded))("%s refuses to do without", async (_, operation) => {
    const code = operation.path.startsWith("/topapi") ? "40000" : "41001";
    const missing = { status: 400, code: "AuthenticationFailed.MissingParameter" };
    expect(await answerTo(operation)).toEqual(operation.host === "api" ? missing : { status: 200, code });
  });

  it.each(named(guarded))("%s refuses one that was never given out", async (_, operation) => {
    const unknown = { status: 400, code: "InvalidAuthentication" };
    expect(await answerTo(operation, "none")).toEqual(
      operation.host === "api" ? unknown : { status: 200, code: "40014" },
    );
  });

  it.each(named(ofOneKind))("%s refuses one of the other kind", async (_, operation) => {
    const { tokens } = simulator;
    const ofPerson = tokens.issueToUser(defaultApp, { userId: "lisi02" }).accessToken;
    const wrong = operation.tokenKind === "app" ? ofPerson : tokens.issue(defaultApp);
    expect(await answerTo(operation, wrong)).toEqual(denied(operation));
  });

  it.each(named(internalOnly))("%s refuses one of an app from the store", async (_, operation) => {
    const wrong = simulator.tokens.issueAnother(storeApp);
    expect(await answerTo(operation, wrong)).toEqual(denied(operation));
  });

  it("is looked at for most of them", () => {
    expect([guarded.length, internalOnly.length]).toEqual([74, 16]);
  });
});
