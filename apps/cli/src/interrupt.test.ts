import { describe, expect, it } from "vitest";
import { dt } from "../test/dt.ts";
import { startLocalDingTalk } from "../test/local-dingtalk.ts";

describe("a Ctrl-C before the command waits for anything", () => {
  const app = { DINGTALK_APP_KEY: "dingapp", DINGTALK_APP_SECRET: "secret-of-dingapp" };

  it.each([
    [["mcp"], app, 0],
    [["auth", "login", "--port", "0"], app, 130],
    [["user", "get", "u1"], {}, 130],
  ])("ends dt %j", async (words, environment, expected) => {
    const { code } = await dt(words, { environment, interrupted: AbortSignal.abort(), terminal: {} });
    expect(code).toBe(expected);
  });
});

it("a Ctrl-C that leaves open whether a message was sent says so", async () => {
  const interrupt = new AbortController();
  const { environment } = await startLocalDingTalk({
    "/v1.0/robot/groupMessages/send": () => {
      interrupt.abort();
      return new Promise(() => {});
    },
  });
  const words = ["robot", "send-group", "cid1", "--text", "hi"];
  const { code, err } = await dt(words, { environment, interrupted: interrupt.signal, terminal: {} });
  expect([code, err]).toEqual([130, expect.stringMatching(/Interrupted\.\n.*may have had its effect/)]);
});

it("a Ctrl-C while a token is asked for ends dt token", async () => {
  const interrupt = new AbortController();
  const { environment } = await startLocalDingTalk({}, () => {
    interrupt.abort();
    return undefined;
  });
  const { code, json } = await dt(["token"], { environment, interrupted: interrupt.signal });
  expect([code, json.error.message]).toEqual([130, "Interrupted."]);
});
