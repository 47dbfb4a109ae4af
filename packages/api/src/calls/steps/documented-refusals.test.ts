import { describe, expect, it } from "vitest";
import { createLocalClient, createTestClock, type Reply, startLocalDingTalk } from "../../../test/local-dingtalk.ts";

/** Answers of the newer host and of the older one, by which DingTalk says the same. */
interface Shapes {
  readonly api: readonly (readonly [name: string, reply: Reply])[];
  readonly oapi: readonly (readonly [name: string, reply: Reply])[];
}

const message = { kind: "text", text: "hi" } as const;
const fault = (status: number, code: string) =>
  [`${status} ${code}`, { status, body: { code, message: "…" } }] as const;
const under88 = (code: string) => {
  return [`88 with sub_code "${code}"`, { body: { errcode: 88, errmsg: "ding talk error", sub_code: code } }] as const;
};
const inText = (code: string) => {
  return [
    `88 with subcode=${code} in the text`,
    { body: { errcode: 88, errmsg: `[subcode=${code},submsg=x]` } },
  ] as const;
};
const flat = (code: string) => [`errcode ${code}`, { body: { errcode: Number(code), errmsg: "…" } }] as const;
const everyForm = (code: string) => [under88(code), inText(code), flat(code)];
const denied = "Forbidden.AccessDenied";

describe("a token that DingTalk does not accept, as documented", () => {
  const shapes: Shapes = {
    api: [
      fault(400, "InvalidAuthentication"),
      ["400 with its keys in capitals", { status: 400, body: { Code: "InvalidAuthentication", Message: "no" } }],
      fault(400, "accesstoken.expired"),
      ["401 with a code", { status: 401, body: { code: "InvalidAuthentication" } }],
      ["401 without a code", { status: 401, body: {} }],
    ],
    oapi: ["40014", "42001", "40001"].flatMap(everyForm),
  };

  it.each(shapes.api)("newer host: %s is renewed once, and the call succeeds", async (_, rejection) => {
    const server = await startLocalDingTalk(({ headers }) => {
      return headers["x-acs-dingtalk-access-token"] === "token-1" ? rejection : { body: { processQueryKey: "k" } };
    });
    const send = createLocalClient(server).robot.sendToGroup({ openConversationId: "c", message });
    await expect(send).resolves.toEqual({ processQueryKey: "k" });
    expect([server.received.length, server.tokenCalls.length]).toEqual([2, 2]);
  });

  it.each(shapes.oapi)("older host: %s is renewed once, and the call succeeds", async (_, rejection) => {
    const server = await startLocalDingTalk(({ query }) => {
      return query["access_token"] === "token-1" ? rejection : { body: { errcode: 0, result: { count: 1 } } };
    });
    await expect(createLocalClient(server).users.count({ onlyActive: true })).resolves.toBe(1);
    expect([server.received.length, server.tokenCalls.length]).toEqual([2, 2]);
  });
});

describe("O4: throttling, as documented", () => {
  const second = 1_000;
  const minute = 60 * second;
  const ban = { status: 1111, wait: 5, source: "x5", punish: "deny", uuid: "u" };
  const shapes: Shapes = {
    api: [
      fault(403, `${denied}.QpsLimitForAppkeyAndApi`),
      fault(403, `${denied}.QpsLimitForSuitekeyAndOrgAndApi`),
      fault(403, `${denied}.QpsLimitForApi`),
      fault(403, `${denied}.QpmLimitForAppkeyAndApi`),
      fault(403, `${denied}.QpmLimitForSuitekeyAndOrgAndApi`),
      fault(429, "system.busy"),
      fault(429, "systemBusy"),
      fault(400, "send.too.fast"),
      fault(400, "send.byToken.tooFast"),
      fault(400, "too.many.group"),
      fault(400, "too.many.people"),
      fault(400, "todo.taskCreate.flowControlError"),
      fault(400, "todo.taskCreate.lockError"),
      fault(400, "qps.exceed.limit"),
      fault(400, "oaplus.query.limit"),
      fault(400, "autoflowLikeTriggerRateLimited"),
      fault(400, "request.too.fast"),
      fault(400, "request.limit"),
      ["a ban of the address as JSON", { body: ban }],
      ["a ban of the address as a page", { body: "<html><script>x5secdata</script></html>" }],
    ],
    oapi: [
      ...["90018", "90002"].flatMap(everyForm),
      ..."90001 90003 90004 90005 90006 90007 90008 90009 90010 90011 90012 90013 90014 90017".split(" ").map(flat),
      ["a ban of the address", { body: ban }],
    ],
  };
  const leastWait = (shape: string): number => {
    if (shape.includes("ban")) return 5 * minute;
    if (/Qpm|900(01|0[3-9]|1[0-47])/.test(shape)) return minute;
    return /Qps|9000?2|90018/.test(shape) ? second : 300;
  };

  it.each(shapes.api)("newer host: %s is waited out, for a send too", async (shape, throttle) => {
    const server = await startLocalDingTalk((_, index) =>
      index === 0 ? throttle : { body: { processQueryKey: "k" } },
    );
    const clock = createTestClock();
    const client = createLocalClient(server, { clock, maxWaitMs: 10 * minute });
    const send = client.robot.sendToGroup({ openConversationId: "c", message });
    await expect(send).resolves.toEqual({ processQueryKey: "k" });
    expect(clock.waits).toHaveLength(1);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(leastWait(shape));
  });

  it.each(shapes.oapi)("older host: %s is waited out", async (shape, throttle) => {
    const server = await startLocalDingTalk((_, index) => {
      return index === 0 ? throttle : { body: { errcode: 0, result: { count: 1 } } };
    });
    const clock = createTestClock();
    const client = createLocalClient(server, { clock, maxWaitMs: 10 * minute });
    await expect(client.users.count({ onlyActive: true })).resolves.toBe(1);
    expect(clock.waits).toHaveLength(1);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(leastWait(shape));
  });
});

describe("a missing permission, as documented", () => {
  const scope = "qyapi_get_member";
  const body = { code: `${denied}.AccessTokenPermissionDenied`, message: "no", requestid: "R" };
  it.each<[string, "api" | "oapi", Reply]>([
    ["newer host", "api", { status: 403, body: { ...body, accessdenieddetail: { requiredScopes: [scope] } } }],
    [
      "newer host, capitals",
      "api",
      { status: 403, body: { ...body, AccessDeniedDetail: { requiredScopes: [scope] } } },
    ],
    ["older host", "oapi", { body: { errcode: 60011, errmsg: `没有调用该接口的权限，requiredScopes=[${scope}]` } }],
    [
      "older host, under 88",
      "oapi",
      { body: { errcode: 88, sub_code: "60011", sub_msg: `requiredScopes=[${scope}]`, errmsg: "ding talk error" } },
    ],
  ])("%s: the error names the scope and is not tried again", async (_, host, refusal) => {
    const server = await startLocalDingTalk(() => refusal);
    const client = createLocalClient(server);
    const call =
      host === "api"
        ? client.robot.sendToGroup({ openConversationId: "c", message })
        : client.users.count({ onlyActive: true });
    await expect(call).rejects.toMatchObject({
      code: "permission_denied",
      requiredScopes: [scope],
      message: expect.stringContaining(scope) as string,
    });
    expect(server.received).toHaveLength(1);
  });
});
