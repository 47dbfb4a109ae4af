import { expect, test } from "vitest";
import { hideSecretsInText, maskSecret } from "./secrets.ts";

test("a secret is shown by its first four characters", () => {
  expect(maskSecret("abcdefghijklmnop")).toBe("abcd****");
});

test.each(["", "abc", "abcdefghijk"])("a short secret is not shown at all: %j", (value) => {
  expect(maskSecret(value)).toBe("****");
});

test.each([
  ["redis://default:hunter2@host:6379/0", "redis://default:****@host:6379/0"],
  ["redis://:hunter2@host", "redis://:****@host"],
  [
    "POST https://oapi.dingtalk.com/robot/send?access_token=abc&x=1",
    "POST https://oapi.dingtalk.com/robot/send?access_token=****&x=1",
  ],
  [
    "https://oapi.dingtalk.com/robot/sendBySession?session=abcdef",
    "https://oapi.dingtalk.com/robot/sendBySession?session=****",
  ],
  [
    "https://oapi.dingtalk.com/gettoken?appkey=ding1&appsecret=abc",
    "https://oapi.dingtalk.com/gettoken?appkey=ding1&appsecret=****",
  ],
  ["authorization: Bearer abc.def-ghi", "authorization: Bearer ****"],
  ["Incorrect API key provided: sk-proj-abcdef", "Incorrect API key provided: sk-****"],
  ["wss://host/connect?ticket=abc", "wss://host/connect?ticket=****"],
])("what looks like a secret is hidden in: %s", (text, shown) => {
  expect(hideSecretsInText(text)).toBe(shown);
});

test.each([
  "a tokens=5 count",
  "session dingtalk_private_1 woken",
  "http://127.0.0.1:3100/readyz",
  "a@b.example: hello",
])("ordinary text stays as it is: %s", (text) => {
  expect(hideSecretsInText(text)).toBe(text);
});
