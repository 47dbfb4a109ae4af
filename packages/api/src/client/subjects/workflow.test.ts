import { describe, expect, it } from "vitest";
import { createLocalClient, startLocalDingTalk } from "../../../test/local-dingtalk.ts";

describe("withdrawing an approval", () => {
  it.each([
    ["as the system when nobody is named", {}, { isSystem: true }],
    ["in the name of its originator", { operatingUserId: "u1" }, { isSystem: false, operatingUserId: "u1" }],
    ["as the caller says", { operatingUserId: "u1", isSystem: true }, { isSystem: true, operatingUserId: "u1" }],
  ])("happens %s", async (_, input, sent) => {
    const server = await startLocalDingTalk(() => ({ body: { result: true, success: true } }));
    await createLocalClient(server).workflow.terminate({ processInstanceId: "p", ...input });
    expect(server.received[0]?.body).toEqual({ processInstanceId: "p", ...sent });
  });
});
