import { describe, expect, it } from "vitest";
import { group, makeMessage, makeMessages, makeTenant } from "../testing.ts";
import { planTurn } from "./plan.ts";

const together = { access: makeTenant().access, alone: false };
const alone = { ...together, alone: true };

/** What is done with a message of u1 where only these may speak. */
const planFor = (access: { users?: string[]; admins?: string[] }) =>
  planTurn(makeMessages("a"), { ...together, access: { users: [], groups: ["*"], admins: [], ...access } });

describe("the plan of a turn", () => {
  it("is to answer everything that waits together", () => {
    expect(planTurn(makeMessages("a", "b", "c"), together)).toEqual({ kind: "model", count: 3 });
  });

  it("is to answer one message where they go one by one", () => {
    expect(planTurn(makeMessages("a", "b"), alone)).toEqual({ kind: "model", count: 1 });
  });

  it("I12 stops before the next command, which has a turn of its own", () => {
    expect(planTurn(makeMessages("a", "b", "/memory", "c"), together)).toEqual({ kind: "model", count: 2 });
    expect(planTurn(makeMessages("/memory", "c"), together)).toEqual({
      kind: "command",
      count: 1,
      command: "/memory",
    });
  });

  it.each([
    ["/new", "/new"],
    ["  /HELP ", "/help"],
    ["/forget", "/forget"],
    ["/nonsense", "unknown"],
  ])("takes %j for the command %s", (text, command) => {
    expect(planTurn(makeMessages(text), together)).toEqual({ kind: "command", count: 1, command });
  });

  it("takes the Chinese names of commands for them", () => {
    const names = ["/恢复", " /用量 "].map((text) => planTurn(makeMessages(text), together));
    expect(names).toEqual([
      { kind: "command", count: 1, command: "/restore" },
      { kind: "command", count: 1, command: "/usage" },
    ]);
  });

  it.each(["/usr/bin", "/help me please", "what does /new do?", "/1", "/"])(
    "takes %j for something to answer",
    (text) => {
      expect(planTurn(makeMessages(text), together)).toEqual({ kind: "model", count: 1 });
    },
  );

  it("I17 is to end everything up to the last /stop, whatever it is", () => {
    expect(planTurn(makeMessages("a", "/stop", "/new", "/STOP", "b"), together)).toEqual({ kind: "stop", count: 4 });
    expect(planTurn(makeMessages("/stop"), alone)).toEqual({ kind: "stop", count: 1 });
  });

  it("is to refuse a message that DingTalk withheld or that holds nothing", () => {
    const withheld = makeMessage({ text: "", quotaExceeded: true });
    expect(planTurn([withheld], together)).toEqual({ kind: "refuse", count: 1, reason: "quotaExceeded" });
    const empty = makeMessage({ text: " \n" });
    expect(planTurn([empty], together)).toEqual({ kind: "refuse", count: 1, reason: "nothingToRead" });
    expect(planTurn([...makeMessages("a"), empty], together)).toEqual({ kind: "model", count: 1 });
  });

  it("S5 is to let nobody in whose id differs by its case alone, admins neither", () => {
    const refused = { kind: "refuse", count: 1, reason: "notAllowed" };
    expect(planFor({ users: ["U1"], admins: ["U1"] })).toEqual(refused);
    expect(planFor({ users: ["u1"] })).toMatchObject({ kind: "model" });
    expect(planFor({ admins: ["u1"] })).toMatchObject({ kind: "model" });
  });

  it("M3 is to refuse a voice message without a transcript, and to answer one with it", () => {
    const attachments = [{ kind: "audio" as const, downloadCode: "code" }];
    const refused = { kind: "refuse", count: 1, reason: "nothingToRead" };
    expect(planTurn([makeMessage({ text: "", attachments })], together)).toEqual(refused);
    expect(planTurn([makeMessage({ text: "你好", attachments })], together).kind).toBe("model");
  });

  it.each([
    { attachments: [{ kind: "picture" as const, downloadCode: "code" }] },
    { quote: { text: "earlier", fromBot: false, attachments: [] } },
  ])("is to answer a message without words that brings something else", (overrides) => {
    expect(planTurn([makeMessage({ text: "", ...overrides })], together)).toEqual({ kind: "model", count: 1 });
  });

  it("is an error when nothing waits", () => {
    expect(() => planTurn([], together)).toThrow(RangeError);
  });
});

const only = (access: { users?: string[]; groups?: string[] }) => ({
  access: { ...together.access, ...access },
  alone: false,
});

describe("access", () => {
  const refused = { kind: "refuse", count: 1, reason: "notAllowed" };

  it("is given to listed people only, by staff id or else by sender id", () => {
    const outsider = makeMessage({ sender: { id: "$:out", nick: "", isAdmin: false } });
    expect(planTurn([makeMessage()], only({ users: ["u1"] })).kind).toBe("model");
    expect(planTurn([makeMessage()], only({ users: ["U1", "$:s1"] }))).toEqual(refused);
    expect(planTurn([outsider], only({ users: ["$:out"] })).kind).toBe("model");
    expect(planTurn([outsider], only({ users: ["u1"] }))).toEqual(refused);
  });

  it("is given in listed groups only, and in every private chat", () => {
    const inGroup = makeMessage({ conversation: group });
    expect(planTurn([inGroup], only({ groups: [group.id] })).kind).toBe("model");
    expect(planTurn([inGroup], only({ groups: [] }))).toEqual(refused);
    expect(planTurn([makeMessage()], only({ groups: [] })).kind).toBe("model");
  });

  it("is needed for commands too", () => {
    expect(planTurn(makeMessages("/memory"), only({ users: [] }))).toEqual(refused);
  });
});
