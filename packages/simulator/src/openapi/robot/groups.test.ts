import { describe, expect, it } from "vitest";
import { callApi, startSimulator, storeApp } from "../../../test/simulator.ts";
import { defaultApp, defaultGroup } from "../../world/default-world.ts";

const { appKey, robotCode } = defaultApp;
const { conversationId } = defaultGroup;

describe("groups of a robot", () => {
  it("are listed page by page, and so are the robots of a group", async () => {
    const simulator = await startSimulator();
    simulator.world.addGroup({ ...defaultGroup, conversationId: "cidSecond==", robots: [appKey, storeApp.appKey] });
    simulator.world.addGroup({ ...defaultGroup, conversationId: "cidGone==", disbanded: true });
    simulator.world.addApp(storeApp);
    const page = (pageNumber: number) =>
      callApi(simulator, "POST /v1.0/robot/groups/query", { robotCode, pageNumber, pageSize: 1 });
    expect((await page(0)).body).toEqual({ openConversationIds: [conversationId], hasMore: true });
    expect((await page(1)).body).toEqual({ openConversationIds: ["cidSecond=="], hasMore: false });
    const bots = await callApi(simulator, "POST /v1.0/robot/groups/robots/query", {
      openConversationId: "cidSecond==",
    });
    expect(bots.body).toMatchObject({ chatbotInstanceVOList: [{ robotCode, openRobotType: 2 }, { openRobotType: 3 }] });
  });

  it("tell page by page who read a message", async () => {
    const simulator = await startSimulator();
    const message = {
      robotCode,
      openConversationId: conversationId,
      msgKey: "sampleText",
      msgParam: '{"content":"hi"}',
    };
    const { processQueryKey } = (await callApi(simulator, "POST /v1.0/robot/groupMessages/send", message)).body;
    const page = (change: object) => {
      const query = { robotCode, openConversationId: conversationId, processQueryKey, maxResults: 3, ...change };
      return callApi(simulator, "POST /v1.0/robot/groupMessages/query", query);
    };
    const first = await page({});
    expect(first.body).toMatchObject({ sendStatus: "SUCCESS", hasMore: true, nextToken: "3" });
    expect((await page({ nextToken: "3" })).body).toMatchObject({ hasMore: false, readUserIds: ["guest04"] });
    expect((await page({ nextToken: "x" })).body.code).toBe("invalidParameter.cursor.invalid");
    expect((await page({ maxResults: 201 })).body.code).toBe("invalidParameter.pageSize.invalid");
  });
});
