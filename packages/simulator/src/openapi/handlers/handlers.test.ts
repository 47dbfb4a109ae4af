import { operationNames, operations } from "@dt/api";
import { describe, expect, it } from "vitest";
import { callApi, callOapi, startSimulator, storeApp } from "../../../test/simulator.ts";
import { handlers } from "./index.ts";

const deniedCode = "Forbidden.AccessDenied.AccessTokenPermissionDenied";

describe("every operation", () => {
  it("that is declared has a handler", () => {
    expect(operationNames.filter((name) => handlers[name] === undefined)).toEqual([]);
    expect(operationNames).toHaveLength(84);
  });

  const internalOnly = operationNames
    .map((name) => operations[name])
    .filter(({ tokenKind, appTypes }) => tokenKind === "app" && appTypes.join() === "internal");

  it.each(internalOnly.map((operation) => [operation.name, operation] as const))(
    "for internal apps only refuses others: %s",
    async (_, { host, method, path }) => {
      const simulator = await startSimulator();
      simulator.world.addApp(storeApp);
      const token = simulator.tokens.issueAnother(storeApp);
      const body = method === "GET" ? undefined : {};
      const answer =
        host === "oapi"
          ? await callOapi(simulator, path, {}, token)
          : await callApi(simulator, `${method} ${path}`, body, token);
      const denied = host === "oapi" ? { errcode: 88, sub_code: "60011" } : { code: deniedCode };
      expect(answer.body).toMatchObject(denied);
    },
  );

  it("for internal apps only is known as such", () => {
    expect(internalOnly.map(({ name }) => name)).toContain("robotSendDing");
    expect(internalOnly).toHaveLength(16);
  });
});
