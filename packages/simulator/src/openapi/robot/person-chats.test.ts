import { describe, expect, it } from "vitest";
import { callApi, startSimulator } from "../../../test/simulator.ts";
import { defaultApp, defaultGroup } from "../../world/default-world.ts";

const { appKey, robotCode } = defaultApp;
const { conversationId } = defaultGroup;

describe("messages between two people", () => {
  const chat = {
    conversationId: "cidPair==",
    coolAppCode: "COOLAPP-1",
    appKey,
    members: ["zhangsan01", "lisi02"],
  } as const;
  const place = { robotCode, openConversationId: chat.conversationId };
  const message = { ...place, coolAppCode: chat.coolAppCode, msgKey: "sampleText", msgParam: '{"content":"hi"}' };
  const path = "POST /v1.0/robot/privateChatMessages";

  it("are sent by a cool app, read and recalled", async () => {
    const simulator = await startSimulator();
    simulator.personChats.add(chat);
    const { processQueryKey } = (await callApi(simulator, `${path}/send`, message)).body;
    expect(simulator.record.deliveries()).toMatchObject([{ route: "person-chat", text: "hi" }]);
    const query = { ...place, processQueryKey };
    expect((await callApi(simulator, `${path}/query`, query)).body).toMatchObject({ readUserIds: chat.members });
    const recalled = await callApi(simulator, `${path}/batchRecall`, { ...place, processQueryKeys: [processQueryKey] });
    expect(recalled.body).toMatchObject({ successResult: [processQueryKey] });
    expect((await callApi(simulator, `${path}/query`, query)).body).toMatchObject({ sendStatus: "RECALLED" });
  });

  it.each([
    ["another cool app", { coolAppCode: "x" }, "invalidParameter.robotCode.coolApp"],
    ["no such conversation", { openConversationId: "cidNone" }, "invalid.openConversationId"],
    ["a group", { openConversationId: conversationId }, "invalid.openConversationId"],
    ["no text", { msgParam: "{}" }, "miss.param.contentOfText"],
  ])("are refused with %s", async (_, change, code) => {
    const simulator = await startSimulator();
    simulator.personChats.add(chat);
    expect(await callApi(simulator, `${path}/send`, { ...message, ...change })).toMatchObject({
      status: 400,
      body: { code },
    });
  });
});
