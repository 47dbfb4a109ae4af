import { describe, expect, it } from "vitest";
import { createLocalClient, type Reply, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import { signTimestamp } from "../../callback/robot-signature.ts";
import { type OutgoingMessage, toTemplate, toWebhookBody } from "../../messages/outgoing-message.ts";
import { createAiCard } from "./create-ai-card.ts";

const text = { kind: "text", text: "你好" } as const;

async function answering(reply: Reply) {
  const server = await startLocalDingTalk(() => reply);
  return { server, ...createLocalClient(server) };
}

describe("sending to people", () => {
  it("uses the client's robot and answers the key of the message", async () => {
    const { server, robot } = await answering({ body: { processQueryKey: "k1", invalidStaffIdList: [] } });
    await expect(robot.sendToUsers({ userIds: ["u1"], message: text })).resolves.toEqual({
      processQueryKey: "k1",
      processQueryKeys: ["k1"],
      invalidUserIds: [],
      throttledUserIds: [],
      failures: [],
    });
    expect(server.received).toMatchObject([
      {
        path: "/v1.0/robot/oToMessages/batchSend",
        body: { robotCode: "dingapp", userIds: ["u1"], msgKey: "sampleText", msgParam: '{"content":"你好"}' },
      },
    ]);
  });

  it("O17: fails when the only recipient got nothing", async () => {
    const invalid = await answering({ body: { processQueryKey: "k", invalidStaffIdList: ["u1"] } });
    await expect(invalid.robot.sendToUsers({ userIds: ["u1"], message: text })).rejects.toMatchObject({
      code: "not_found",
      outcome: "not_sent",
    });
    const throttled = await answering({ body: { processQueryKey: "k", flowControlledStaffIdList: ["u1"] } });
    await expect(throttled.robot.sendToUsers({ userIds: ["u1"], message: text })).rejects.toMatchObject({
      code: "rate_limited",
      retryable: true,
    });
  });

  it("O17: shows which of several recipients got nothing", async () => {
    const { robot } = await answering({
      body: { processQueryKey: "k", invalidStaffIdList: ["u2"], flowControlledStaffIdList: ["u3"] },
    });
    await expect(robot.sendToUsers({ userIds: ["u1", "u2", "u3"], message: text })).resolves.toMatchObject({
      invalidUserIds: ["u2"],
      throttledUserIds: ["u3"],
    });
  });

  it("refuses more than 15 000 bytes to a group before anything is sent", async () => {
    const { server, robot } = await answering({ body: {} });
    const send = robot.sendToGroup({ openConversationId: "c", message: { kind: "text", text: "汉".repeat(5_000) } });
    await expect(send).rejects.toMatchObject({ code: "invalid_request", field: "msgParam" });
    expect(server.received).toEqual([]);
  });
});

describe("answering through a session webhook", () => {
  it("posts to the URL as it is, without a token, and writes mentions into the text", async () => {
    const { server, robot } = await answering({ body: { errcode: 0, errmsg: "ok" } });
    await robot.replySession(`${server.url}/robot/sendBySession?session=abc`, text, { mentions: { userIds: ["u1"] } });
    expect(server.received).toMatchObject([
      {
        path: "/robot/sendBySession",
        query: { session: "abc" },
        body: { msgtype: "text", text: { content: "你好\n\n@u1" }, at: { atUserIds: ["u1"] } },
      },
    ]);
    expect(server.received[0]?.headers).not.toHaveProperty("x-acs-dingtalk-access-token");
    expect(server.tokenCalls).toEqual([]);
  });

  it("O7: says when the session is over", async () => {
    const { server, robot } = await answering({ body: { errcode: 300001, errmsg: "session 不存在" } });
    await expect(robot.replySession(`${server.url}/robot/sendBySession?session=abc`, text)).rejects.toMatchObject({
      code: "expired_route",
      outcome: "not_sent",
    });
  });

  it.each([
    ["https://evil.example/robot/sendBySession?session=a", "neither DingTalk"],
    ["http://oapi.dingtalk.com/robot/sendBySession?session=a", "neither DingTalk"],
    ["https://oapi.dingtalk.com.evil.example/robot/sendBySession?session=a", "neither DingTalk"],
    ["https://oapi.dingtalk.com/robot/sendBySession", "not a session webhook"],
    ["nonsense", "not a session webhook"],
  ])("M7: goes nowhere but to DingTalk: %s", async (url, reason) => {
    const { robot } = await answering({ body: {} });
    await expect(robot.replySession(url, text)).rejects.toThrowError(reason);
  });

  it("refuses kinds that a webhook cannot carry", async () => {
    const { server, robot } = await answering({ body: {} });
    const image: OutgoingMessage = { kind: "image", photoUrl: "https://x/y.png" };
    await expect(robot.replySession(`${server.url}/r?session=a`, image)).rejects.toMatchObject({
      code: "invalid_request",
    });
  });
});

function buttons(count: number): { title: string; url: string }[] {
  return Array.from({ length: count }, (_, index) => ({ title: `b${index + 1}`, url: `u${index + 1}` }));
}

describe("messages as templates", () => {
  const card = { kind: "actionCard", title: "t", text: "x" } as const;
  it.each<[OutgoingMessage, string, object]>([
    [{ kind: "markdown", title: "t", text: "x" }, "sampleMarkdown", { title: "t", text: "x" }],
    [{ kind: "image", photoUrl: "@media" }, "sampleImageMsg", { photoURL: "@media" }],
    [
      { kind: "link", title: "t", text: "x", messageUrl: "m", pictureUrl: "p" },
      "sampleLink",
      { title: "t", text: "x", picUrl: "p", messageUrl: "m" },
    ],
    [
      { ...card, buttons: buttons(1) },
      "sampleActionCard",
      { title: "t", text: "x", singleTitle: "b1", singleURL: "u1" },
    ],
    [
      { ...card, buttons: buttons(3) },
      "sampleActionCard3",
      {
        title: "t",
        text: "x",
        actionTitle1: "b1",
        actionURL1: "u1",
        actionTitle2: "b2",
        actionURL2: "u2",
        actionTitle3: "b3",
        actionURL3: "u3",
      },
    ],
    [
      { ...card, buttons: buttons(2), horizontal: true },
      "sampleActionCard6",
      { title: "t", text: "x", buttonTitle1: "b1", buttonUrl1: "u1", buttonTitle2: "b2", buttonUrl2: "u2" },
    ],
    [
      { kind: "file", mediaId: "m", fileName: "f.pdf", fileType: "pdf" },
      "sampleFile",
      { mediaId: "m", fileName: "f.pdf", fileType: "pdf" },
    ],
    [{ kind: "audio", mediaId: "m", durationMs: 2_500 }, "sampleAudio", { mediaId: "m", duration: "2500" }],
    [
      { kind: "video", mediaId: "m", pictureMediaId: "p", durationMs: 2_500, width: 3, height: 4 },
      "sampleVideo",
      { videoMediaId: "m", videoType: "mp4", picMediaId: "p", duration: "3", height: "4", width: "3" },
    ],
    [{ kind: "template", msgKey: "own", msgParam: { a: 1 } }, "own", { a: 1 }],
  ])("%j", (message, msgKey, fields) => {
    const template = toTemplate(message);
    expect({ ...template, msgParam: JSON.parse(template.msgParam) as unknown }).toEqual({ msgKey, msgParam: fields });
  });

  it("an action card takes one to five buttons, two when they stand side by side", () => {
    expect(() => toTemplate({ ...card, buttons: [] })).toThrowError("one to five");
    expect(() => toTemplate({ ...card, buttons: buttons(6) })).toThrowError("one to five");
    expect(() => toTemplate({ ...card, buttons: buttons(3), horizontal: true })).toThrowError("exactly two");
    expect(toWebhookBody({ ...card, buttons: buttons(2) })).toMatchObject({
      actionCard: { btnOrientation: "0", btns: [{ title: "b1", actionURL: "u1" }, {}] },
    });
  });

  it("mentions stand in the text once", () => {
    const body = toWebhookBody(
      { kind: "markdown", title: "t", text: "hello @u1" },
      { userIds: ["u1"], mobiles: ["138"], everybody: true },
    );
    expect(body).toMatchObject({
      markdown: { text: "hello @u1\n\n@138" },
      at: { atUserIds: ["u1"], atMobiles: ["138"], isAtAll: true },
    });
  });
});

describe("cards", () => {
  const card = {
    cardTemplateId: "t",
    outTrackId: "o",
    cardData: { cardParamMap: { a: "1" } },
    openSpaceId: "dtv1.card//IM_ROBOT.u",
  };

  it("O9: fails when the only place refused the card, although the call succeeded", async () => {
    const { cards } = await answering({
      body: { success: true, result: { deliverResults: [{ success: false, errorMsg: "robot not in group" }] } },
    });
    await expect(cards.createAndDeliver(card)).rejects.toMatchObject({
      code: "refused",
      outcome: "not_sent",
      message: expect.stringContaining("robot not in group") as string,
    });
  });

  it("O9: shows which of several places refused it", async () => {
    const deliverResults = [
      { success: true, spaceId: "a" },
      { success: false, spaceId: "b" },
    ];
    const { cards } = await answering({ body: { success: true, result: { deliverResults } } });
    await expect(cards.createAndDeliver(card)).resolves.toEqual(deliverResults);
  });

  it("streams whole frames under a new guid each", async () => {
    const { server, cards } = await answering({ body: { success: true, result: true } });
    await cards.stream({ outTrackId: "o", key: "content", content: "a" });
    await cards.stream({ outTrackId: "o", key: "content", content: "ab", isFinalize: true });
    const [first, last] = server.received.map(({ body }) => body);
    expect(first).toMatchObject({ isFull: true, isFinalize: false, isError: false });
    expect(last).toMatchObject({ isFull: true, isFinalize: true });
    expect(first?.["guid"]).not.toBe(last?.["guid"]);
  });

  it("merges on update", async () => {
    const { server, cards } = await answering({ body: { success: true, result: true } });
    await cards.update({ outTrackId: "o", cardData: { cardParamMap: { a: "2" } } });
    expect(server.received[0]?.body).toMatchObject({
      cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
    });
  });
});

describe("an AI card", () => {
  const target = { outTrackId: "o1", templateId: "t1", robotCode: "r1" };

  it("is created in the group, streamed and finished", async () => {
    const client = await answering({ body: { success: true, result: { deliverResults: [{ success: true }] } } });
    const card = createAiCard(client, { ...target, place: { conversationId: "cid" } });
    await card.open();
    await card.show("a");
    await card.finish("ab");
    expect(client.server.received).toMatchObject([
      {
        path: "/v1.0/card/instances/createAndDeliver",
        body: {
          openSpaceId: "dtv1.card//IM_GROUP.cid",
          callbackType: "STREAM",
          imGroupOpenDeliverModel: { robotCode: "r1" },
        },
      },
      { path: "/v1.0/card/streaming", body: { key: "content", content: "a", isFull: true, isFinalize: false } },
      { path: "/v1.0/card/streaming", body: { content: "ab", isFull: true, isFinalize: true, isError: false } },
    ]);
  });

  it("addresses a person in their chat with the robot", async () => {
    const client = await answering({ body: { success: true, result: {} } });
    await createAiCard(client, { ...target, place: { userId: "u1" } }).open();
    expect(client.server.received).toMatchObject([
      { body: { openSpaceId: "dtv1.card//IM_ROBOT.u1", imRobotOpenDeliverModel: { spaceType: "IM_ROBOT" } } },
    ]);
  });

  it("O2, O9: that exists already counts as open, one that nobody may see does not", async () => {
    const exists = await answering({ status: 400, body: { code: "param.cardAlreadyExist" } });
    await expect(createAiCard(exists, { ...target, place: { userId: "u1" } }).open()).resolves.toBeUndefined();
    const refused = await answering({ body: { success: true, result: { deliverResults: [{ success: false }] } } });
    await expect(createAiCard(refused, { ...target, place: { userId: "u1" } }).open()).rejects.toMatchObject({
      code: "refused",
    });
  });
});

describe("sending through a custom robot", () => {
  it("signs for the moment and never names a token of the app", async () => {
    const { server, robot } = await answering({ body: { errcode: 0, errmsg: "ok" } });
    await robot.sendWebhook({ accessToken: "robot-token", secret: "SECabc", message: text, messageId: "m1" });
    const [request] = server.received;
    expect(request).toMatchObject({
      path: "/robot/send",
      query: { access_token: "robot-token" },
      body: { msgtype: "text", msgUuid: "m1" },
    });
    expect(request?.query["sign"]).toBe(signTimestamp("SECabc", request?.query["timestamp"] ?? ""));
    expect(server.tokenCalls).toEqual([]);
  });

  it("O2: repeats after an unknown outcome only with a message id", async () => {
    const withId = await answering("reset");
    await expect(withId.robot.sendWebhook({ accessToken: "t", message: text, messageId: "m1" })).rejects.toMatchObject({
      outcome: "unknown",
    });
    expect(withId.server.received).toHaveLength(3);
    const without = await answering("reset");
    await expect(without.robot.sendWebhook({ accessToken: "t", message: text })).rejects.toMatchObject({
      outcome: "unknown",
    });
    expect(without.server.received).toHaveLength(1);
  });
});
