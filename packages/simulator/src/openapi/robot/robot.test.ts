import { describe, expect, it } from "vitest";
import { callApi, otherApp, startSimulator } from "../../../test/simulator.ts";
import type { Simulator } from "../../simulator/types.ts";
import { defaultApp, defaultGroup } from "../../world/default-world.ts";

const { robotCode, appKey } = defaultApp;
const { conversationId } = defaultGroup;
const one = { robotCode, userIds: ["lisi02"], msgKey: "sampleText", msgParam: '{"content":"hi"}' };
const many = { robotCode, openConversationId: conversationId, msgKey: "sampleText", msgParam: '{"content":"hi"}' };
const sendOne = "POST /v1.0/robot/oToMessages/batchSend";
const sendGroup = "POST /v1.0/robot/groupMessages/send";

function privateTexts(simulator: Simulator, userId: string): string[] {
  const chat = simulator.world.privateChat(userId, appKey);
  return simulator.world.messages(chat.conversationId).map(({ text }) => text);
}

describe("group sends that are too long", () => {
  it("are refused as such", async () => {
    const simulator = await startSimulator();
    const msgParam = JSON.stringify({ content: "好".repeat(5_000) });
    const answer = await callApi(simulator, sendGroup, { ...many, msgParam });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalidParameter.msgParam.tooLong" } });
  });
});

describe("a group that the robot is not in, or that is gone", () => {
  it.each([
    ["recall", { processQueryKeys: ["k"] }],
    ["query", { processQueryKey: "k" }],
  ])("has a code that robot/groupMessages/%s documents", async (path, rest) => {
    const simulator = await startSimulator();
    const ask = () => {
      const body = { robotCode, openConversationId: conversationId, ...rest };
      return callApi(simulator, `POST /v1.0/robot/groupMessages/${path}`, body);
    };
    for (const change of [{ robots: [] }, { disbanded: true }]) {
      simulator.world.addGroup({ ...defaultGroup, ...change });
      expect(await ask()).toMatchObject({ status: 400, body: { code: "invalid.openConversationId" } });
    }
  });
});

describe("a robot that does not exist", () => {
  it.each([
    ["otoMessages/batchRecall", { processQueryKeys: ["k"] }, "invalidParameter.robotCode"],
    ["messageFiles/download", { downloadCode: "d" }, "invalidParameter.robotCode.auth"],
  ])("has the documented code of robot/%s", async (path, rest, code) => {
    const simulator = await startSimulator();
    const answer = await callApi(simulator, `POST /v1.0/robot/${path}`, { robotCode: "dingnobody", ...rest });
    expect(answer).toMatchObject({ status: 400, body: { code } });
  });
});

describe("one-to-one sends", () => {
  it("reach the private chats of those who exist and name the others", async () => {
    const simulator = await startSimulator();
    const { status, body } = await callApi(simulator, sendOne, {
      ...one,
      userIds: ["lisi02", "nobody", "guest04", "lisi02"],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ invalidStaffIdList: ["nobody", "guest04"], flowControlledStaffIdList: [] });
    expect(privateTexts(simulator, "lisi02")).toEqual(["hi"]);
    expect(simulator.record.deliveries()).toMatchObject([{ userId: "lisi02", route: "one-to-one", text: "hi" }]);
  });

  it.each([
    ["an unknown robot", { robotCode: "dingnobody" }, "invalidParameter.robotCode.notExsit"],
    ["an empty robot code", { robotCode: "" }, "invalidParameter.robotCode.empty"],
    ["another app's robot", { robotCode: otherApp.robotCode }, "invalidParameter.robotCode.invalid"],
    ["nobody", { userIds: [] }, "invalidParameter.userIds.empty"],
    ["21 people", { userIds: Array.from({ length: 21 }, (_, n) => `u${n}`) }, "invalidParameter.userIds.overMax"],
    ["only unknown people", { userIds: ["nobody"] }, "staffId.notExisted"],
    ["an empty user id", { userIds: [""] }, "invalidParameter.userId.empty"],
    ["one user id as text", { userIds: "lisi02" }, "invalidParameter.param.invalid"],
    ["an unknown template", { msgKey: "sampleFeedCard" }, "invalidParameter.msgKey.invalid"],
    ["an empty template", { msgKey: "" }, "invalidParameter.msgKey.empty"],
    ["msgParam as an object", { msgParam: { content: "hi" } }, "invalidParameter.param.invalid"],
    ["msgParam that is no JSON", { msgParam: "hi" }, "invalidParameter.msgParam.invalid"],
    ["msgParam of another template", { msgParam: '{"text":"hi"}' }, "invalidParameter.msgParam.invalid"],
    ["msgParam with a number", { msgParam: '{"content":1}' }, "invalidParameter.msgParam.invalid"],
    ["msgParam without content", { msgParam: "{}" }, "miss.param.contentOfText"],
    [
      "too long a msgParam",
      { msgParam: JSON.stringify({ content: "好".repeat(5_000) }) },
      "invalidParameter.msgParam.tooLong",
    ],
    ["an unknown field", { openConversationId: conversationId }, "invalidParameter.param.invalid"],
    ["a missing robot code", { robotCode: undefined }, "MissingrobotCode"],
  ])("refuse %s", async (_, change, code) => {
    const simulator = await startSimulator();
    simulator.world.addApp(otherApp);
    expect(await callApi(simulator, sendOne, { ...one, ...change })).toMatchObject({ status: 400, body: { code } });
    expect(simulator.record.deliveries()).toEqual([]);
  });

  it.each([
    ["sampleMarkdown", { title: "t", text: "**hi**" }, { type: "markdown", title: "t", text: "**hi**" }],
    [
      "sampleImageMsg",
      { photoURL: "https://example.com/a.png" },
      { type: "picture", pictureUrl: "https://example.com/a.png" },
    ],
    ["sampleImageMsg", { photoURL: "@lADPx" }, { type: "picture", pictureUrl: "/media/@lADPx" }],
    ["sampleLink", { title: "t", text: "x", picUrl: "p", messageUrl: "u" }, { type: "link" }],
    [
      "sampleActionCard",
      { title: "t", text: "x", singleTitle: "s", singleURL: "u" },
      { type: "actionCard", text: "x" },
    ],
    [
      "sampleActionCard6",
      { title: "t", text: "x", buttonTitle1: "a", buttonUrl1: "b", buttonTitle2: "c", buttonUrl2: "d" },
      { type: "actionCard" },
    ],
    ["sampleFile", { mediaId: "@m", fileName: "a.pdf", fileType: "pdf" }, { type: "file", fileName: "a.pdf" }],
    ["sampleAudio", { mediaId: "@m", duration: "1000" }, { type: "audio" }],
  ])("show a %s in the chat", async (msgKey, params, shown) => {
    const simulator = await startSimulator();
    await callApi(simulator, sendOne, { ...one, msgKey, msgParam: JSON.stringify(params) });
    const chat = simulator.world.privateChat("lisi02", appKey);
    expect(simulator.world.messages(chat.conversationId)).toMatchObject([shown]);
  });
});

describe("group sends", () => {
  it("reach the group", async () => {
    const simulator = await startSimulator();
    const { status, body } = await callApi(simulator, sendGroup, many);
    expect([status, body]).toEqual([200, { processQueryKey: expect.any(String) }]);
    expect(simulator.world.messages(conversationId)).toMatchObject([{ text: "hi", from: { kind: "robot", appKey } }]);
  });

  it.each([
    ["an unknown group", { openConversationId: "cidNone" }, "invalid.openConversationId"],
    ["no group", { openConversationId: undefined }, "miss.openConversationId"],
    ["another app's robot", { robotCode: otherApp.robotCode }, "invalidParameter.robotCode.auth"],
    ["a webhook token", { token: "x" }, "token.notExisted"],
  ])("refuse %s", async (_, change, code) => {
    const simulator = await startSimulator();
    simulator.world.addApp(otherApp);
    expect(await callApi(simulator, sendGroup, { ...many, ...change })).toMatchObject({ status: 400, body: { code } });
  });

  it("are refused once the group is gone or the robot left it", async () => {
    const simulator = await startSimulator();
    simulator.world.addGroup({ ...defaultGroup, robots: [] });
    expect(await callApi(simulator, sendGroup, many)).toMatchObject({ body: { code: "resource.unavailable" } });
    simulator.world.addGroup({ ...defaultGroup, disbanded: true });
    expect(await callApi(simulator, sendGroup, many)).toMatchObject({ body: { code: "group.disbanded" } });
  });
});

describe("recall and read status", () => {
  it("recall what was sent and report the rest", async () => {
    const simulator = await startSimulator();
    const { processQueryKey } = (await callApi(simulator, sendGroup, many)).body;
    const body = { robotCode, openConversationId: conversationId, processQueryKeys: [processQueryKey, "none"] };
    const recalled = await callApi(simulator, "POST /v1.0/robot/groupMessages/recall", body);
    expect(recalled.body).toEqual({
      successResult: [processQueryKey],
      failedResult: { none: "invalid.processQueryKey" },
    });
    expect(simulator.world.messages(conversationId)).toMatchObject([{ recalled: true }]);
    const query = { robotCode, openConversationId: conversationId, processQueryKey };
    const status = await callApi(simulator, "POST /v1.0/robot/groupMessages/query", query);
    expect(status.body).toMatchObject({ sendStatus: "RECALLED", hasMore: false });
  });

  it("know one-to-one messages for 24 hours", async () => {
    const simulator = await startSimulator();
    const { processQueryKey } = (await callApi(simulator, sendOne, one)).body;
    const path = `/v1.0/robot/oToMessages/readStatus?robotCode=${robotCode}&processQueryKey=`;
    const read = await callApi(simulator, `GET ${path}${encodeURIComponent(String(processQueryKey))}`);
    expect(read.body).toMatchObject({
      sendStatus: "SUCCESS",
      messageReadInfoList: [{ userId: "lisi02", name: "李四" }],
    });
    simulator.clock.advance(24 * 3_600_000 + 1_000);
    const recall = { robotCode, processQueryKeys: [processQueryKey] };
    const late = await callApi(simulator, "POST /v1.0/robot/otoMessages/batchRecall", recall);
    expect(late.body.failedResult).toEqual({ [String(processQueryKey)]: "robot.processQueryKey.expired" });
    const unknown = await callApi(simulator, `GET ${path}none`);
    expect(unknown).toMatchObject({ status: 400, body: { code: "invalid.processQueryKey" } });
  });
});

describe("read status", () => {
  it("tells who cannot have read a message, because they never logged in", async () => {
    const simulator = await startSimulator();
    const { processQueryKey } = (await callApi(simulator, sendOne, { ...one, userIds: ["lisi02", "zhaoliu05"] })).body;
    const query = new URLSearchParams({ robotCode, processQueryKey: String(processQueryKey) });
    const { body } = await callApi(simulator, `GET /v1.0/robot/oToMessages/readStatus?${query.toString()}`);
    expect(body.messageReadInfoList).toMatchObject([
      { userId: "lisi02", readStatus: "READ" },
      { userId: "zhaoliu05", readStatus: "UNREAD" },
    ]);
    expect(JSON.stringify(body)).not.toContain("readTimestamp");
  });
});

describe("files that people sent", () => {
  it("are traded for a temporary address by the robot that received them", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp(otherApp);
    const bytes = Buffer.from("picture");
    const downloadCode = simulator.media.receive(appKey, { bytes, contentType: "image/png" });
    const path = "POST /v1.0/robot/messageFiles/download";
    const { downloadUrl } = (await callApi(simulator, path, { robotCode, downloadCode })).body;
    const file = await fetch(String(downloadUrl));
    expect(file.headers.get("content-type")).toBe("image/png");
    expect(await file.text()).toBe("picture");
    simulator.clock.advance(31 * 60_000);
    expect((await fetch(String(downloadUrl))).status).toBe(404);
    const stranger = { robotCode: otherApp.robotCode, downloadCode };
    const refused = await callApi(simulator, path, stranger, simulator.tokens.issue(otherApp));
    expect(refused.body.code).toBe("invalidParameter.robotCode.downloadCode");
    const foreign = await callApi(simulator, path, { robotCode: otherApp.robotCode, downloadCode });
    expect(foreign.body.code).toBe("invalidParameter.robotCode.auth");
  });
});
