import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DingTalkError } from "../errors/dingtalk-error.ts";
import { parseRobotMessage } from "./parse-robot-message.ts";

interface Fixture {
  readonly about: string;
  /** What differs from {@link envelope}. */
  readonly push: Readonly<Record<string, unknown>>;
  readonly reads: unknown;
}

const folder = new URL("__fixtures__/robot-messages/", import.meta.url);
const fixtures = readdirSync(folder).map((file): [name: string, fixture: Fixture] => [
  file.replace(".json", ""),
  JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Fixture,
]);

const envelope = {
  conversationId: "cidDemo==",
  conversationType: "2",
  conversationTitle: "demo",
  openThreadId: "cidDemo==",
  isInAtList: true,
  atUsers: [{ dingtalkId: "$:LWCP_v1:$bot" }, { dingtalkId: "$:LWCP_v1:$u2", staffId: "u0002" }],
  chatbotCorpId: "dingcorp",
  chatbotUserId: "$:LWCP_v1:$bot",
  msgId: "msgDemo0001==",
  senderNick: "张三",
  isAdmin: true,
  senderStaffId: "u0001",
  senderId: "$:LWCP_v1:$u1",
  senderUnionId: "union1",
  senderCorpId: "dingcorp",
  sessionWebhook: "https://oapi.dingtalk.com/robot/sendBySession?session=0123abcd",
  sessionWebhookExpiredTime: 1_700_005_400_231,
  createAt: 1_700_000_000_000,
  robotCode: "dingappkey",
  senderPlatform: "Win",
  msgtype: "text",
  text: { content: " hello" },
};

const privateChat = { conversationType: "1", conversationTitle: undefined, isInAtList: undefined, atUsers: undefined };

function push(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ...envelope, ...changes };
}

describe("M1 M3 content and quotes of robot messages", () => {
  it.each(fixtures)("reads %s", (_name, fixture) => {
    const { kind, text, attachments, quote } = parseRobotMessage(push({ text: undefined, ...fixture.push }));
    expect(JSON.parse(JSON.stringify({ kind, text, attachments, quote }))).toEqual(fixture.reads);
  });

  it.each(fixtures)("keeps %s the same through JSON", (_name, fixture) => {
    const message = parseRobotMessage(push(fixture.push));
    expect(JSON.parse(JSON.stringify(message))).toStrictEqual(message);
  });

  const valuesOfOtherTypes = [null, true, 0, -1, "", " ", "{", "[]", '{"a":1}', [], [[]], [null], {}, { text: {} }];
  const places = ["text", "content", "richText", "msgtype", "repliedMsg", "quoteMessage", "atUsers", "createAt"];

  it.each(places)("never throws when %s is of another type", (place) => {
    for (const value of valuesOfOtherTypes) {
      for (const msgtype of new Set(fixtures.map(([, fixture]) => fixture.push.msgtype))) {
        const data = push({ msgtype, text: value, content: value, [place]: value });
        const quoting = push({ text: { content: "x", repliedMsg: { msgType: msgtype, [place]: value } } });
        expect(typeof parseRobotMessage(data).text).toBe("string");
        expect(parseRobotMessage(quoting).quote?.text).toMatch(/./);
      }
    }
  });

  it("never throws on content nested a hundred thousand levels deep", () => {
    let card: unknown = { elementType: "TEXT", value: "x" };
    let quoted: unknown = { msgType: "text", content: { text: "x" } };
    let record: unknown = { msgType: "text", content: "x" };
    for (let level = 0; level < 100_000; level += 1) {
      card = { elementType: "COLUMN", children: [card] };
      quoted = { msgType: "text", content: { text: "x", repliedMsg: quoted } };
      record = { msgType: "chatRecord", content: { chatRecord: [record] } };
    }
    const cardText = parseRobotMessage(push({ msgtype: "interactiveCard", content: { cardContent: [card] } })).text;
    expect(cardText).toBe("[卡片]");
    expect(parseRobotMessage(push({ text: { content: "y", repliedMsg: quoted } })).quote?.text).toBe(
      "> > x\n> \n> x\n\nx",
    );
    const recordText = parseRobotMessage(push({ msgtype: "chatRecord", content: { chatRecord: [record] } })).text;
    expect(recordText.split("\n")).toEqual(Array.from({ length: 4 }, () => "[聊天记录]"));
  });

  it("replaces halves of characters, which JSON stores would refuse", () => {
    expect(parseRobotMessage(push({ text: { content: "a\ud83d" } })).text).toBe("a\ufffd");
  });
});

describe("the envelope of robot messages", () => {
  it("reads a group message", () => {
    expect(parseRobotMessage(push())).toStrictEqual({
      id: "msgDemo0001==",
      robotCode: "dingappkey",
      conversation: { id: "cidDemo==", type: "group", title: "demo" },
      sender: {
        staffId: "u0001",
        id: "$:LWCP_v1:$u1",
        unionId: "union1",
        nick: "张三",
        corpId: "dingcorp",
        isAdmin: true,
      },
      sentAt: 1_700_000_000_000,
      webhook: {
        url: "https://oapi.dingtalk.com/robot/sendBySession?session=0123abcd",
        expiresAt: 1_700_005_400_231,
      },
      kind: "text",
      text: "hello",
      attachments: [],
      mentioned: true,
      quotaExceeded: false,
    });
  });

  it("reads the data of a frame as it comes, as JSON text", () => {
    expect(parseRobotMessage(JSON.stringify(push()))).toEqual(parseRobotMessage(push()));
  });

  it("reads a message that has nothing but ids", () => {
    const bare = { msgId: "m", conversationId: "c", senderId: "s" };
    expect(parseRobotMessage(bare, { now: () => 7 })).toStrictEqual({
      id: "m",
      robotCode: "",
      conversation: { id: "c", type: "private" },
      sender: { id: "s", nick: "", isAdmin: false },
      sentAt: 7,
      kind: "unknown",
      text: "[未知类型的消息]",
      attachments: [],
      mentioned: true,
      quotaExceeded: false,
    });
  });

  it.each(["msgId", "conversationId", "senderId"])("refuses a push without %s and names it", (field) => {
    for (const value of [undefined, null, "", " ", {}]) {
      const problem = catchError(() => parseRobotMessage(push({ [field]: value })));
      expect(problem).toMatchObject({ code: "invalid_request", field });
      expect(problem.message).toContain(field);
    }
  });

  it.each([undefined, null, 1, "hello", "[]", [push()]])("refuses %j, which is not a message", (data) => {
    expect(catchError(() => parseRobotMessage(data))).toMatchObject({ code: "invalid_request", field: "msgId" });
  });

  it.each([undefined, ""])(
    "leaves out the staff id of outsiders (%j) and never puts the sender id there",
    (staffId) => {
      const { sender } = parseRobotMessage(push({ senderStaffId: staffId, senderCorpId: undefined }));
      expect(sender).toStrictEqual({ id: "$:LWCP_v1:$u1", unionId: "union1", nick: "张三", isAdmin: true });
    },
  );

  it.each([1e308, 1e14, "1e20", -1, "soon", Number.NaN])(
    "takes a time of sending that cannot be for none, since stores order by it: %j",
    (createAt) => {
      expect(parseRobotMessage(push({ createAt }), { now: () => 5 }).sentAt).toBe(5);
    },
  );

  it("gives times as whole milliseconds", () => {
    expect(parseRobotMessage(push({ createAt: 1_700_000_000_000.7 })).sentAt).toBe(1_700_000_000_000);
  });

  it("takes an id that is too long for a key for none", () => {
    const long = "x".repeat(513);
    const { sender, robotCode } = parseRobotMessage(push({ senderStaffId: long, robotCode: long }));
    expect([sender.staffId, robotCode]).toEqual([undefined, envelope.chatbotUserId]);
    expect(catchError(() => parseRobotMessage(push({ msgId: long })))).toMatchObject({ field: "msgId" });
  });

  it("I7 falls back to the robot's user id without a robot code", () => {
    expect(parseRobotMessage(push({ robotCode: undefined })).robotCode).toBe("$:LWCP_v1:$bot");
  });

  it("reads numbers that come as text", () => {
    const message = parseRobotMessage(push({ createAt: "5", sessionWebhookExpiredTime: "6", conversationType: 2 }));
    expect(message).toMatchObject({ sentAt: 5, webhook: { expiresAt: 6 }, conversation: { type: "group" } });
  });

  it.each([
    { sessionWebhook: undefined },
    { sessionWebhook: "not a url" },
    { sessionWebhook: "file:///etc/passwd" },
    { sessionWebhookExpiredTime: undefined },
    { sessionWebhookExpiredTime: "soon" },
    { sessionWebhookExpiredTime: 0 },
  ])("has no webhook with %j", (changes) => {
    expect(parseRobotMessage(push(changes))).not.toHaveProperty("webhook");
  });

  it.each([
    [{ isInAtList: true }, true],
    [{ isInAtList: "true", atUsers: [] }, true],
    [{ isInAtList: null }, true],
    [{ isInAtList: false, atUsers: [{ dingtalkId: "$:LWCP_v1:$u2" }] }, false],
    [{ isInAtList: undefined, atUsers: undefined }, false],
    [privateChat, true],
  ])("knows with %j that mentioned is %s", (changes, mentioned) => {
    expect(parseRobotMessage(push(changes)).mentioned).toBe(mentioned);
  });

  it.each([20_001, "20001"])("tells that the quota is used up (%j)", (errorCode) => {
    expect(parseRobotMessage(push({ text: undefined, errorCode }))).toMatchObject({ quotaExceeded: true, text: "" });
  });
});

function catchError(run: () => unknown): DingTalkError {
  try {
    run();
  } catch (error) {
    if (error instanceof DingTalkError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
