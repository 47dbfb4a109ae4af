import { type CallOptions, type Client, DingTalkError, type DingTalkErrorCode } from "@dt/api";
import { silentLogger } from "@dt/runtime";
import type { Delivery, Part, ReplyContent } from "@dt/session";
import { describe, expect, it } from "vitest";
import { type DeliverOptions, deliver } from "./deliver.ts";
import { MAX_ATTEMPTS } from "./outcome.ts";
import { card, makeDelivery, makeTenant, markdown } from "./testing.ts";

/** Names of the calls that a delivery may make. */
type CallName = "webhook" | "to users" | "to group" | "open card" | "frame" | "update card";

/** A client that notes its calls and fails those it is told to. */
function fakeClient(failures: Partial<Record<CallName, Error>> = {}) {
  const calls: { name: CallName; input: unknown; options: CallOptions | undefined }[] = [];
  const note =
    (name: CallName) =>
    async (input: unknown, options?: CallOptions): Promise<never> => {
      calls.push({ name, input, options });
      const failure = failures[name];
      if (failure !== undefined) throw failure;
      return { processQueryKey: `key of ${name}` } as never;
    };
  const webhook = note("webhook");
  const client = {
    robot: {
      replySession: (
        url: string,
        message: unknown,
        { mentions, ...options }: CallOptions & { mentions?: unknown } = {},
      ) => webhook({ url, message, mentions }, options),
      sendToUsers: note("to users"),
      sendToGroup: note("to group"),
    },
    cards: { createAndDeliver: note("open card"), stream: note("frame"), update: note("update card") },
  };
  // Only what a delivery may use.
  return { client: client as unknown as Client, calls };
}

const failure = (code: DingTalkErrorCode, outcome: "not_sent" | "unknown" = "not_sent") =>
  new DingTalkError(`${code}, ${outcome}`, { code, outcome });

/** What a delivery needs of the outbox; nothing waits behind it. */
function makeOutbox(overrides: Partial<DeliverOptions["outbox"]> = {}): DeliverOptions["outbox"] {
  return { rewrite: async () => true, behind: async () => [], ...overrides };
}

/** Delivers, and tells the calls that it took. */
async function deliverWith(
  delivery: Delivery<ReplyContent>,
  failures?: Partial<Record<CallName, Error>>,
  overrides: Partial<DeliverOptions> = {},
) {
  const { client, calls } = fakeClient(failures);
  const options = {
    client,
    tenant: makeTenant(),
    signal: new AbortController().signal,
    outbox: makeOutbox(),
    logger: silentLogger,
    ...overrides,
  };
  const ended = await deliver(delivery, options).then(
    (receipt) => ({ receipt, error: undefined }),
    (error: unknown) => ({ receipt: undefined, error }),
  );
  return { calls, names: calls.map(({ name }) => name), ...ended };
}

const { route } = makeDelivery().part.content;
const { webhook: _webhook, ...withoutWebhook } = route;
const { userId: _userId, ...outside } = route;
const inGroup = { ...route, conversation: { id: "cid-group", type: "group" as const } };
const expired = { ...route, webhook: { url: "https://oapi.dingtalk.com/x", expiresAt: Date.now() + 1000 } };
const text = { kind: "markdown", title: "Reply", text: "Hi" };

describe("a text", () => {
  it("goes through the webhook of the message that it answers", async () => {
    const { calls, error } = await deliverWith(makeDelivery());
    expect(error).toBeUndefined();
    expect(calls).toMatchObject([{ name: "webhook", input: { url: route.webhook?.url, message: text } }]);
    expect(calls[0]?.input).toMatchObject({ mentions: undefined });
  });

  it("O17 tells what DingTalk calls it where it went by the API, so that its read status can be looked at", async () => {
    const receipts = [route, withoutWebhook, { ...inGroup, webhook: expired.webhook }].map(async (way) => {
      return (await deliverWith(makeDelivery({}, { route: way }))).receipt;
    });
    expect(await Promise.all(receipts)).toEqual([undefined, "key of to users", "key of to group"]);
  });

  it("mentions the person where that is wanted and possible", async () => {
    const wanted = { mention: true };
    const mentioned = await deliverWith(makeDelivery({}, { ...wanted, route: inGroup }));
    expect(mentioned.calls).toMatchObject([{ input: { mentions: { userIds: ["u1"] } } }]);
    const impossible = await deliverWith(makeDelivery({}, { ...wanted, route: outside }));
    expect(impossible.calls).toMatchObject([{ name: "webhook", input: { mentions: undefined } }]);
  });

  it.each([
    ["there is no webhook", withoutWebhook],
    ["O7 the webhook is about to expire", expired],
  ])("goes to the person by the API when %s", async (_case, way) => {
    const { calls } = await deliverWith(makeDelivery({}, { route: way }));
    expect(calls).toMatchObject([{ name: "to users", input: { userIds: ["u1"], message: text } }]);
  });

  it("O7 goes by the API when DingTalk says that the webhook has expired", async () => {
    const { calls, error } = await deliverWith(makeDelivery({}, { route: inGroup }), {
      webhook: failure("expired_route"),
    });
    expect(error).toBeUndefined();
    expect(calls).toMatchObject([
      { name: "webhook" },
      { name: "to group", input: { openConversationId: "cid-group", message: text } },
    ]);
  });

  it("O7 goes by the API when the webhook leads to a host that is not DingTalk's: nothing was sent there", async () => {
    const strange = new DingTalkError("leads to evil.example", { code: "invalid_request", field: "webhookUrl" });
    const { names, error } = await deliverWith(makeDelivery(), { webhook: strange });
    expect(error).toBeUndefined();
    expect(names).toEqual(["webhook", "to users"]);
  });

  it("O7 fails with the API when that does not know the group any more", async () => {
    const { error, names } = await deliverWith(makeDelivery({}, { route: inGroup }), {
      webhook: failure("expired_route"),
      "to group": failure("not_found"),
    });
    expect(names).toEqual(["webhook", "to group"]);
    expect(error).toMatchObject({ code: "not_found" });
  });

  it("O4 goes by the API when the webhook is used too fast: that limit is the conversation's own", async () => {
    const { error, names } = await deliverWith(makeDelivery(), { webhook: failure("rate_limited") });
    expect(error).toBeUndefined();
    expect(names).toEqual(["webhook", "to users"]);
  });

  it.each(["permission_denied", "expired_route"] as const)(
    "O4 waits for the webhook when that is too fast and the API does not do (%s)",
    async (code) => {
      const failures = { webhook: failure("rate_limited"), "to users": failure(code) };
      const { error, names } = await deliverWith(makeDelivery(), failures);
      expect(names).toEqual(["webhook", "to users"]);
      expect(error).toMatchObject({ code: "rate_limited" });
    },
  );

  it("O2 tells of an API send that may have arrived, also when the webhook was too fast", async () => {
    const failures = { webhook: failure("rate_limited"), "to users": failure("timeout", "unknown") };
    const { error } = await deliverWith(makeDelivery(), failures);
    expect(error).toMatchObject({ code: "timeout", outcome: "unknown" });
  });

  it("O4 waits for the webhook of a person outside the organisation", async () => {
    const { error, names } = await deliverWith(makeDelivery({}, { route: outside }), {
      webhook: failure("rate_limited"),
    });
    expect(names).toEqual(["webhook"]);
    expect(error).toMatchObject({ code: "rate_limited" });
  });

  it("has no other way to a person outside the organisation", async () => {
    const { error, names } = await deliverWith(makeDelivery({}, { route: outside }), {
      webhook: failure("expired_route"),
    });
    expect(names).toEqual(["webhook"]);
    expect(error).toMatchObject({ code: "expired_route", outcome: "not_sent", retryable: false });
  });

  it.each([
    ["O16 the quota of API calls is used up", withoutWebhook, failure("quota_exceeded")],
    ["O7 the person is outside the organisation", { ...outside, webhook: expired.webhook }, undefined],
  ])("goes by the webhook of a later message when %s", async (_case, way, problem) => {
    const failures = problem === undefined ? {} : { "to users": problem };
    const parts = [expired, route, expired].map((each) => makeDelivery({}, { route: each }).part);
    const outbox = makeOutbox({ behind: async () => parts });
    const { calls, error } = await deliverWith(makeDelivery({}, { route: way }), failures, { outbox });
    expect(error).toBeUndefined();
    expect(calls.at(-1)).toMatchObject({ name: "webhook", input: { url: route.webhook?.url, message: text } });
  });

  it("O16 fails with the quota when no later message has come", async () => {
    const failures = { "to users": failure("quota_exceeded") };
    const { names, error } = await deliverWith(makeDelivery({}, { route: withoutWebhook }), failures);
    expect(names).toEqual(["to users"]);
    expect(error).toMatchObject({ code: "quota_exceeded" });
  });

  it.each([failure("timeout", "unknown"), failure("refused"), new TypeError("boom")])(
    "goes no other way after %s: it would arrive twice, or be refused again",
    async (problem) => {
      const { error, names } = await deliverWith(makeDelivery(), { webhook: problem });
      expect(names).toEqual(["webhook"]);
      expect(error).toBe(problem);
    },
  );

  it("is sent once per attempt: repeating is the outbox's business", async () => {
    const stop = new AbortController();
    for (const way of [route, withoutWebhook, { ...inGroup, webhook: expired.webhook }]) {
      const { calls } = await deliverWith(makeDelivery({}, { route: way }), {}, { signal: stop.signal });
      expect(calls).toMatchObject([{ options: { maxAttempts: 1 } }]);
    }
  });

  it.each([
    ["Hi", "(Possibly a repeat: the last send was not confirmed.)\n\nHi"],
    ["你好", "（可能重复：上一次发送没有得到确认。）\n\n你好"],
  ])("O2 is marked when an earlier send of it may have arrived: %s", async (words, marked) => {
    const again = makeDelivery({ attempts: 2, unknownOutcomes: 1 }, { body: { ...markdown, text: words } });
    const { calls } = await deliverWith(again);
    expect(calls).toMatchObject([{ input: { message: { text: marked } } }]);
  });
});

const takenOver = () => Promise.resolve(false);

describe("a card", () => {
  const cardDelivery = makeDelivery({}, { body: card });

  it("is opened and finished", async () => {
    const { calls } = await deliverWith(cardDelivery);
    expect(calls).toMatchObject([
      {
        name: "open card",
        input: { outTrackId: "dt-1", cardTemplateId: "template.schema", openSpaceId: "dtv1.card//IM_ROBOT.u1" },
        options: { maxAttempts: 1 },
      },
      { name: "frame", input: { outTrackId: "dt-1", content: "Hi", isFinalize: true }, options: { maxAttempts: 1 } },
    ]);
  });

  it("is only finished where the worker has opened it", async () => {
    const { names } = await deliverWith(makeDelivery({}, { body: { ...card, open: true } }));
    expect(names).toEqual(["frame"]);
  });

  it("is shown in the group that was written in", async () => {
    const { calls } = await deliverWith(makeDelivery({}, { body: card, route: inGroup }));
    expect(calls[0]).toMatchObject({ input: { openSpaceId: "dtv1.card//IM_GROUP.cid-group" } });
  });

  it("counts as opened when it exists already", async () => {
    const { names, error } = await deliverWith(cardDelivery, { "open card": failure("already_exists") });
    expect(error).toBeUndefined();
    expect(names).toEqual(["open card", "frame"]);
  });

  it.each<DingTalkErrorCode>(["not_found", "refused", "permission_denied", "invalid_request", "quota_exceeded"])(
    "O9 becomes a text after %s, so that the answer is seen",
    async (code) => {
      const opened = await deliverWith(cardDelivery, { "open card": failure(code) });
      expect(opened.names).toEqual(["open card", "webhook"]);
      expect(opened.error).toBeUndefined();
      const finished = await deliverWith(cardDelivery, { frame: failure(code) });
      expect(finished.names.filter((name) => name !== "update card")).toEqual([
        "open card",
        "frame",
        "frame",
        "webhook",
      ]);
    },
  );

  it.each([
    ["Hi", "The answer cannot be shown in this card; it is sent as a message."],
    ["你好", "回答无法在卡片中显示，将以普通消息发送。"],
  ])(
    "O13 is closed before its answer goes out as a text, so that it does not show for ever that somebody is at work: %s",
    async (words, said) => {
      const open = makeDelivery({}, { body: { ...card, text: words, open: true } });
      const { calls, error } = await deliverWith(open, { frame: failure("refused") });
      expect(error).toBeUndefined();
      expect(calls).toMatchObject([
        { name: "frame", input: { content: words, isFinalize: true } },
        { name: "frame", input: { content: said, isError: true } },
        { name: "webhook", input: { message: { text: words } } },
      ]);
    },
  );

  it("O13 is closed by an update where no frame is permitted", async () => {
    const open = makeDelivery({}, { body: { ...card, open: true } });
    const failures = { frame: failure("permission_denied"), "update card": failure("permission_denied") };
    const { names, error } = await deliverWith(open, failures);
    expect(names).toEqual(["frame", "frame", "update card", "webhook"]);
    expect(error).toBeUndefined();
  });

  it("O5 that is refused for good is told of, for nobody would notice that answers come as texts", async () => {
    const lines: unknown[] = [];
    const logger = { warn: (fields: object, message: string) => void lines.push([fields, message]) };
    const denied = failure("permission_denied");
    await deliverWith(cardDelivery, { frame: denied }, { logger });
    const { tenantId, part } = cardDelivery;
    expect(lines).toEqual([
      [{ tenantId, part: part.id, error: denied }, "a card cannot be shown; its text goes out instead"],
    ]);
  });

  it("O9 becomes a text where it cannot be addressed", async () => {
    const { names } = await deliverWith(makeDelivery({}, { body: card, route: outside }));
    expect(names).toEqual(["webhook"]);
  });

  it.each<DingTalkErrorCode>(["rate_limited", "unavailable", "timeout", "network", "unauthorized", "aborted"])(
    "stays a card after %s, which may pass",
    async (code) => {
      const { names, error } = await deliverWith(cardDelivery, { "open card": failure(code) });
      expect(names).toEqual(["open card"]);
      expect(error).toMatchObject({ code });
    },
  );

  it.each<DingTalkErrorCode>(["unauthorized", "network"])(
    "O5 becomes a text after %s in its last attempt, which a webhook may still take",
    async (code) => {
      const last = makeDelivery({ attempts: MAX_ATTEMPTS }, { body: { ...card, open: true } });
      const { names, error } = await deliverWith(last, { frame: failure(code) });
      expect(names).toEqual(["frame", "frame", "webhook"]);
      expect(error).toBeUndefined();
    },
  );

  it.each([failure("rate_limited"), failure("aborted"), failure("unavailable", "unknown")])(
    "stays a card after its last attempt where it may come yet, or may have come: $message",
    async (error) => {
      const last = makeDelivery({ attempts: MAX_ATTEMPTS }, { body: { ...card, open: true } });
      expect(await deliverWith(last, { frame: error })).toMatchObject({ names: ["frame"], error });
    },
  );

  it("O9 is recorded as a text before it goes out as one, and stays one", async () => {
    const recorded: unknown[] = [];
    const rewrite = async (_delivery: unknown, part: Part<ReplyContent>) => recorded.push(part.content.body) > 0;
    const failures = { "open card": failure("refused"), webhook: failure("unavailable", "unknown") };
    const { names, error } = await deliverWith(makeDelivery({ unknownOutcomes: 1 }, { body: card }), failures, {
      outbox: makeOutbox({ rewrite }),
    });
    expect(names).toEqual(["open card", "webhook"]);
    expect(recorded).toEqual([{ kind: "markdown", title: card.title, text: card.text }]);
    expect(error).toMatchObject({ outcome: "unknown" });
  });

  it("is not sent as a text by a sender whose delivery was taken over", async () => {
    const { names, error } = await deliverWith(
      cardDelivery,
      { "open card": failure("refused") },
      { outbox: makeOutbox({ rewrite: takenOver }) },
    );
    expect(names).toEqual(["open card"]);
    expect(error).toMatchObject({ code: "aborted", outcome: "not_sent" });
  });
});

describe("the time of a delivery", () => {
  /** A client whose calls last until they are aborted. */
  const hanging = {
    robot: {
      async replySession(_url: string, _message: unknown, { signal }: CallOptions) {
        signal?.throwIfAborted();
        const { promise, reject } = Promise.withResolvers<never>();
        signal?.addEventListener("abort", () => reject(signal.reason as Error));
        await promise;
      },
    },
  } as unknown as Client;

  it("O15 is limited as a whole: the lease of the part lasts longer", async () => {
    const { error } = await deliverWith(makeDelivery(), {}, { client: hanging, limitMs: 10 });
    expect(error).toMatchObject({ name: "TimeoutError" });
  });

  it("ends with the signal", async () => {
    const signal = AbortSignal.abort(new Error("stopping"));
    const { error } = await deliverWith(makeDelivery(), {}, { client: hanging, signal });
    expect(error).toMatchObject({ message: "stopping" });
  });
});
