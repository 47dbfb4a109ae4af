import { describe, expect, it } from "vitest";
import { group, makeCardTenant, makeMessage, makeMessages, makeTenant, makeTurn } from "../testing.ts";
import {
  cardTargetOf,
  cardTemplateOf,
  makeNotice,
  makeParts,
  outTrackIdOf,
  type ReplyOptions,
  routeOf,
} from "./reply.ts";

function partsOf(overrides: Partial<ReplyOptions> = {}) {
  const turn = makeTurn();
  return makeParts({
    turn,
    tenant: makeTenant(),
    count: 1,
    text: "Hi",
    title: "Reply",
    outcome: "answered",
    ...overrides,
  });
}

const outsider = { id: "$:out", nick: "", isAdmin: false };
/** Many paragraphs, so that it has to be split. */
const long = Array.from({ length: 400 }, (_, index) => `Paragraph ${index} ${"字".repeat(40)}`).join("\n\n");

describe("a reply", () => {
  it("is one markdown part that knows what it answers and where it goes", () => {
    const turn = makeTurn({ messages: makeMessages("a", "b", "c") });
    expect(partsOf({ turn, count: 2 })).toEqual([
      {
        id: `${turn.id}/1`,
        turnId: turn.id,
        messages: 2,
        messageIds: ["m1", "m2"],
        outcome: "answered",
        content: {
          route: routeOf(makeMessage().content),
          body: { kind: "markdown", title: "Reply", text: "Hi" },
          mention: false,
        },
      },
    ]);
  });

  it("goes where the last message that it answers came from", () => {
    const webhook = { url: "https://oapi.dingtalk.com/robot/sendBySession?session=newer", expiresAt: 9000 };
    const messages = [makeMessage(), makeMessage({ id: "m2", webhook }), makeMessage({ id: "m3" })];
    expect(partsOf({ turn: makeTurn({ messages }), count: 2 })[0]?.content.route.webhook).toEqual(webhook);
  });

  it("O8 is split under the limit, and counts its messages on the last part only", () => {
    const parts = partsOf({ text: long });
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.map(({ messages }) => messages)).toEqual([...parts.slice(1).map(() => 0), 1]);
    expect(parts.map(({ id }) => id)).toEqual(parts.map((_, index) => `dingtalk_private_u1#1/${index + 1}`));
    for (const { content } of parts) {
      expect(Buffer.byteLength(JSON.stringify(content.body.text))).toBeLessThan(15_000);
    }
  });

  it("mentions the person once, in groups only", () => {
    const turn = makeTurn({ messages: [makeMessage({ conversation: group })] });
    const mentions = partsOf({ turn, text: long }).map(({ content }) => content.mention);
    expect(mentions).toEqual([true, ...mentions.slice(1).map(() => false)]);
    expect(partsOf()[0]?.content.mention).toBe(false);
  });

  it("is made of cards of at most 3 KB where there is a template; only the first may be open already", () => {
    const parts = partsOf({ tenant: makeCardTenant(), text: long, card: "open" });
    const bodies = parts.map(({ content }) => content.body);
    expect(bodies.every((body) => body.kind === "card" && body.templateId === "template.schema")).toBe(true);
    expect(bodies.map((body) => body.kind === "card" && body.open)).toEqual([
      true,
      ...bodies.slice(1).map(() => false),
    ]);
    for (const { text } of bodies) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(3000);
  });

  it("O9 is a text where DingTalk shows the card nowhere", () => {
    const parts = partsOf({ tenant: makeCardTenant(), card: "refused" });
    expect(parts.map(({ content }) => content.body.kind)).toEqual(["markdown"]);
  });

  it("O9 names its cards the same in every try, and differently in every part, turn and tenant", () => {
    const turn = makeTurn();
    expect(outTrackIdOf({ ...turn, tries: 2, fence: 9 }, 1)).toBe(outTrackIdOf(turn, 1));
    const others = [
      outTrackIdOf(turn, 2),
      outTrackIdOf({ ...turn, tenantId: "b" }, 1),
      outTrackIdOf({ ...turn, id: "x" }, 1),
    ];
    expect(new Set([outTrackIdOf(turn, 1), ...others]).size).toBe(4);
  });

  it("is an error when there is no such message", () => {
    expect(() => partsOf({ count: 2 })).toThrow(RangeError);
  });
});

describe("the template of a card", () => {
  const tenant = makeCardTenant();

  it("is the tenant's, unless it wants markdown", () => {
    expect(cardTemplateOf(tenant)).toBe("template.schema");
    expect(cardTemplateOf({ ...tenant, replyMode: "markdown" })).toBeUndefined();
    expect(cardTemplateOf(makeTenant())).toBeUndefined();
  });

  it("is none in the private chat of somebody without a staff id, who cannot be addressed", () => {
    const [alone, inGroup] = [
      makeMessage({ sender: outsider }),
      makeMessage({ sender: outsider, conversation: group }),
    ];
    expect(cardTargetOf(makeTurn({ messages: [alone], cardTemplate: "before" }), 1, tenant)).toBeUndefined();
    expect(cardTargetOf(makeTurn({ messages: [inGroup] }), 1, tenant)?.templateId).toBe("template.schema");
  });

  it.each([
    ["another template", { ...tenant, dingtalk: { ...tenant.dingtalk, cardTemplateId: "other.schema" } }],
    ["markdown", { ...tenant, replyMode: "markdown" as const }],
  ])("O9 is that of the card which an earlier try may have opened, though the tenant wants %s by now", (_case, now) => {
    const turn = makeTurn({ tries: 2, cardTemplate: "template.schema" });
    expect(cardTargetOf(turn, 1, now)?.templateId).toBe("template.schema");
    expect(partsOf({ turn, tenant: now })).toMatchObject([
      { content: { body: { kind: "card", templateId: "template.schema", outTrackId: outTrackIdOf(turn, 1) } } },
    ]);
  });
});

describe("the live card", () => {
  const tenant = makeCardTenant();

  it("is the card of the reply's first part", () => {
    const turn = makeTurn();
    expect(cardTargetOf(turn, 1, tenant)).toEqual({
      outTrackId: outTrackIdOf(turn, 1),
      templateId: "template.schema",
      robotCode: "dingacme",
      place: { userId: "u1" },
    });
  });

  it("is shown in the group that was written in", () => {
    const turn = makeTurn({ messages: [makeMessage({ conversation: group })] });
    expect(cardTargetOf(turn, 1, tenant)?.place).toEqual({ conversationId: group.id });
  });

  it("is none where the reply is markdown", () => {
    expect(cardTargetOf(makeTurn(), 1, makeTenant())).toBeUndefined();
  });
});

describe("a notice", () => {
  it("answers no message and never stands for the reply", () => {
    const turn = makeTurn();
    const notice = makeNotice(turn, "working", "Reply", "One moment");
    expect(notice).toMatchObject({ messages: 0, messageIds: [], content: { mention: false } });
    expect(notice.turnId).not.toBe(turn.id);
    expect(notice.content.body).toEqual({ kind: "markdown", title: "Reply", text: "One moment" });
  });
});

describe("a route", () => {
  it("leaves out what a message does not have", () => {
    const { webhook: _, ...content } = makeMessage({ sender: outsider }).content;
    expect(routeOf(content)).toEqual({ conversation: { id: "cid-private", type: "private" } });
  });
});
