import { describe, expect, it } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { callApi, otherApp, startSimulator } from "../../test/simulator.ts";
import { connectStream } from "../../test/stream-client.ts";
import type { Simulator } from "../simulator/types.ts";
import { defaultApp, defaultGroup } from "../world/default-world.ts";
import type { SayOptions } from "./say.ts";

const { conversationId } = defaultGroup;
const picture = { bytes: Buffer.from("png"), contentType: "image/png", name: "a.png" };

async function hear(options: SayOptions, simulator?: Simulator): Promise<Record<string, unknown>> {
  const used = simulator ?? (await startSimulator());
  const client = await connectStream(used);
  used.say(options);
  await eventually(() => expect(client.pushes()).toHaveLength(1));
  return JSON.parse(client.pushes()[0]?.data ?? "{}") as Record<string, unknown>;
}

describe("what people send to a group", () => {
  it.each([
    ["a file", { file: picture }],
    ["speech", { audio: { file: picture } }],
    ["a video", { video: { file: picture } }],
  ])("is shown and not heard by the robot when it is %s, which mentions nobody", async (_, sent) => {
    const simulator = await startSimulator();
    await connectStream(simulator);
    const { msgId, outcome } = simulator.say({ userId: "lisi02", conversationId, ...sent });
    expect(outcome).toBe("not-mentioned");
    expect(simulator.world.message(msgId)).toBeDefined();
    expect(simulator.record.pushes()).toEqual([]);
  });
});

describe("what people say", () => {
  it("arrives from a private chat with every documented field", async () => {
    const data = await hear({ userId: "zhangsan01", text: "你好" });
    expect(data).toEqual({
      conversationId: expect.stringMatching(/^cid/),
      conversationType: "1",
      openThreadId: data.conversationId,
      chatbotCorpId: defaultApp.corpId,
      chatbotUserId: expect.stringMatching(/^\$:LWCP_v1:\$/),
      msgId: expect.stringMatching(/^msg.+==$/),
      senderNick: "张三",
      isAdmin: true,
      senderStaffId: "zhangsan01",
      senderCorpId: defaultApp.corpId,
      senderId: "$:LWCP_v1:$zhangsan01",
      senderPlatform: "Win",
      sessionWebhook: expect.stringContaining("/robot/sendBySession?session="),
      sessionWebhookExpiredTime: expect.any(Number),
      createAt: expect.any(Number),
      robotCode: defaultApp.robotCode,
      msgtype: "text",
      text: { content: "你好" },
    });
    const life = Number(data.sessionWebhookExpiredTime) - Number(data.createAt);
    expect(Math.abs(life - 5_400_200)).toBeLessThan(1_000);
  });

  it("arrives from a group with title and mentions, the text after a space", async () => {
    const data = await hear({ userId: "lisi02", conversationId, text: "hi", mentions: ["wangfang03"] });
    expect(data).toMatchObject({
      conversationId,
      conversationType: "2",
      conversationTitle: "项目群",
      isInAtList: true,
      atUsers: [{ dingtalkId: data.chatbotUserId }, { dingtalkId: "$:LWCP_v1:$wangfang03", staffId: "wangfang03" }],
      text: { content: " hi" },
    });
  });

  it("arrives from outsiders without staff id and corp id", async () => {
    const data = await hear({ userId: "guest04", conversationId, text: "hi" });
    expect(data).not.toHaveProperty("senderStaffId");
    expect(data).not.toHaveProperty("senderCorpId");
    expect(data.senderId).toBe("$:LWCP_v1:$guest04");
  });

  it.each([
    [
      "a picture",
      { picture },
      "picture",
      { downloadCode: expect.any(String), pictureDownloadCode: expect.any(String) },
    ],
    [
      "a picture with text",
      { picture, text: "look" },
      "richText",
      { richText: [{ text: "look" }, { type: "picture", downloadCode: expect.any(String) }] },
    ],
    ["a file", { file: picture }, "file", { fileName: "a.png", downloadCode: expect.any(String) }],
    ["speech", { audio: { file: picture, recognition: "hi" } }, "audio", { recognition: "hi", duration: "2000" }],
    ["a video", { video: { file: picture } }, "video", { videoType: "mp4", duration: "5" }],
    [
      "anything else",
      { content: { msgtype: "unknownMsgType", content: { unknownMsgType: "not supported" } } },
      "unknownMsgType",
      { unknownMsgType: "not supported" },
    ],
  ])("arrives as %s", async (_, options, msgtype, content) => {
    expect(await hear({ userId: "lisi02", ...options })).toMatchObject({ msgtype, content });
  });

  it("carries a code with which the robot fetches the file", async () => {
    const simulator = await startSimulator();
    const data = await hear({ userId: "lisi02", picture }, simulator);
    const { downloadCode } = data.content as { downloadCode: string };
    const body = { robotCode: defaultApp.robotCode, downloadCode };
    const answer = await callApi(simulator, "POST /v1.0/robot/messageFiles/download", body);
    expect(await (await fetch(String(answer.body.downloadUrl))).text()).toBe("png");
  });

  it("quotes a person's message", async () => {
    const simulator = await startSimulator();
    const { msgId } = simulator.say({ userId: "zhangsan01", conversationId, text: "first" });
    const data = await hear({ userId: "lisi02", conversationId, text: "second", quote: msgId }, simulator);
    expect(data.originalMsgId).toBe(msgId);
    expect(data.text).toMatchObject({
      content: " second",
      isReplyMsg: true,
      repliedMsg: { msgType: "text", msgId, senderId: "$:LWCP_v1:$zhangsan01", content: { text: "first" } },
    });
    expect(simulator.world.messages(conversationId).at(-1)?.quote).toMatchObject({ id: msgId, text: "first" });
  });

  it("quotes the robot's own card by its key", async () => {
    const simulator = await startSimulator();
    const card = { id: "card-1", conversationId, type: "card", text: "x", at: 1 } as const;
    simulator.world.post({ ...card, from: { kind: "robot", appKey: defaultApp.appKey } });
    const data = await hear({ userId: "lisi02", conversationId, text: "why?", quote: "card-1" }, simulator);
    expect(data).toMatchObject({
      originalProcessQueryKey: "card-1",
      text: { repliedMsg: { msgType: "interactiveCard", senderId: data.chatbotUserId } },
    });
  });

  it("quotes a picture with a code of its own", async () => {
    const simulator = await startSimulator();
    const { msgId } = simulator.say({ userId: "lisi02", picture });
    const data = await hear({ userId: "lisi02", text: "this one", quote: msgId }, simulator);
    const repliedMsg = { msgType: "picture", content: { downloadCode: expect.stringMatching(/.{8}/) } };
    expect(data.text).toMatchObject({ repliedMsg });
  });

  it("is not heard by the robot in a group without a mention", async () => {
    const simulator = await startSimulator();
    await connectStream(simulator);
    const said = simulator.say({ userId: "lisi02", conversationId, text: "hi", mentionRobot: false });
    expect(said.outcome).toBe("not-mentioned");
    expect(simulator.record.pushes()).toEqual([]);
    expect(simulator.world.messages(conversationId)).toHaveLength(1);
  });

  it("reaches two robots with the same msgId and stands in the chat once", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp(otherApp);
    simulator.world.addGroup({ ...defaultGroup, robots: [defaultApp.appKey, otherApp.appKey] });
    const { msgId } = simulator.say({ userId: "lisi02", conversationId, text: "both" });
    simulator.say({ userId: "lisi02", conversationId, text: "both", appKey: otherApp.appKey, msgId });
    expect(simulator.record.pushes().map(({ appKey, msgId: id }) => [appKey, id])).toEqual([
      [defaultApp.appKey, msgId],
      [otherApp.appKey, msgId],
    ]);
    expect(simulator.world.messages(conversationId)).toHaveLength(1);
  });

  it("can have any field replaced or removed", async () => {
    const data = await hear({ userId: "lisi02", text: "hi", fields: { senderStaffId: undefined, msgtype: "reply" } });
    expect(data).toMatchObject({ msgtype: "reply" });
    expect(data).not.toHaveProperty("senderStaffId");
  });

  it.each([
    ["an unknown person", { userId: "nobody" }, "There is no person nobody"],
    ["an unknown app", { userId: "lisi02", appKey: "dingnone" }, "There is no app dingnone"],
    ["another person's chat", { userId: "lisi02", conversationId: "cidOther" }, "has no conversation cidOther"],
    ["a forgotten quote", { userId: "lisi02", quote: "gone" }, "not kept any more"],
  ])("is refused with a sentence for %s", async (_, options, sentence) => {
    const simulator = await startSimulator();
    expect(() => simulator.say(options)).toThrow(sentence);
  });
});
