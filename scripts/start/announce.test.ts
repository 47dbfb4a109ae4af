import { expect, test } from "vitest";
import { announcement, standing } from "./announce.ts";
import { makePlan } from "./plan.ts";

const plain = (_style: unknown, text: string): string => text;
const page = "http://127.0.0.1:4400";
const app = { DINGTALK_APP_KEY: "dingabcdefghijk", DINGTALK_APP_SECRET: "a-secret-of-some-length" };

test("the simulator's page and the demo model are named as what they are", () => {
  const text = announcement(makePlan({}), page, plain).join("\n");
  expect(text).toContain(page);
  expect(text).toContain("a demo that follows a script");
});

test("a real app is named by the beginning of its key only", () => {
  const plan = makePlan({ ...app, OPENAI_API_KEY: "sk-0123456789", OPENAI_MODEL: "gpt-5-mini" });
  const text = [...announcement(plan, undefined, plain), standing(plan, undefined)].join("\n");
  expect(text).toContain("DingTalk app ding****");
  expect(text).toContain("gpt-5-mini at api.openai.com");
  expect(text).not.toMatch(/dingabcdefghijk|a-secret|sk-0123456789/);
});
