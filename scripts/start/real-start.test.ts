import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultApp } from "@dt/simulator";
import { expect, onTestFinished, test, vi } from "vitest";
import { createScreen } from "../shared/screen.ts";
import { launch } from "./launcher.ts";
import { makePlan } from "./plan.ts";

const root = join(import.meta.dirname, "..", "..");
const limitMs = 120_000;

/** The real services and the real simulator, with data in this folder and on ports of their own. */
async function start(dataFolder: string) {
  const printed: string[] = [];
  const said: string[] = [];
  const first = new AbortController();
  const done = launch({
    root,
    dataFolder,
    environment: { PATH: process.env["PATH"] },
    plan: makePlan({ DT_PAGE_PORT: "0" }),
    screen: createScreen({ write: (text: string) => printed.push(text) }, {}),
    log: (service, line) => said.push(`${service}: ${line}`),
    stop: { first: first.signal, second: new AbortController().signal, [Symbol.dispose]: () => {} },
  });
  const stop = (): Promise<number> => {
    first.abort();
    return done;
  };
  // Whatever the test does, nothing is left running.
  onTestFinished(async () => void (await stop().catch(() => {})));
  const up = vi.waitFor(() => /Chat page +(\S+)/.exec(printed.join(""))?.[1] ?? Promise.reject(new Error("not up")), {
    timeout: 60_000,
    interval: 50,
  });
  const url = await Promise.race([up, done.then(() => Promise.reject(new Error(said.join("\n"))))]);
  return { page: createVisitor(url), stop, output: () => [...printed, ...said].join("\n") };
}

interface PageMessage {
  readonly conversationId: string;
  readonly from: { readonly kind: string };
  readonly text: string;
  readonly cardStatus?: string;
}

/** The private chat of a person with the robot. */
function chatOf(userId: string): string {
  return `cid${Buffer.from(`${defaultApp.appKey}/${userId}`).toString("base64url")}==`;
}

/** Someone at the chat page. */
function createVisitor(url: string) {
  const state = async () => (await (await fetch(`${url}/chat/state`)).json()) as { messages: PageMessage[] };
  const replies = async (userId: string): Promise<string[]> => {
    const ours = (await state()).messages.filter(({ conversationId }) => conversationId === chatOf(userId));
    return ours
      .filter(({ from, cardStatus }) => from.kind === "robot" && cardStatus === "finished")
      .map(({ text }) => text);
  };
  return {
    replies,
    async say(userId: string, text: string): Promise<void> {
      const body = { appKey: defaultApp.appKey, userId, conversationId: chatOf(userId), text };
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${url}/chat/messages`, { method: "POST", headers, body: JSON.stringify(body) });
      expect(answer.ok).toBe(true);
    },
    async answered(userId: string, count: number): Promise<string> {
      await vi.waitFor(async () => expect(await replies(userId)).toHaveLength(count), {
        timeout: 30_000,
        interval: 50,
      });
      return (await replies(userId)).at(-1) ?? "";
    },
  };
}

test("two people are answered, and the next start shows and remembers their conversations", {
  timeout: limitMs,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "dt-real-start-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));

  const first = await start(folder);
  await first.page.say("zhangsan01", "my name is Ada");
  await first.page.say("lisi02", "my name is Bob");
  const answer = await first.page.answered("zhangsan01", 1);
  await first.page.answered("lisi02", 1);
  expect(await first.stop()).toBe(0);

  const second = await start(folder);
  expect(await second.page.replies("zhangsan01")).toEqual([answer]);
  await second.page.say("zhangsan01", "what is my name?");
  await second.page.say("lisi02", "what is my name?");
  expect(await second.page.answered("zhangsan01", 2)).toContain("Ada");
  expect(await second.page.answered("lisi02", 2)).toContain("Bob");
  expect(await second.stop()).toBe(0);

  const output = first.output() + second.output();
  expect(output).toContain("ready");
  // S9: neither secrets nor what people and the model said.
  const confidential = [defaultApp.appSecret, "sk-simulator", "my name", "Your name is", "Hello **"];
  expect(confidential.filter((text) => output.includes(text))).toEqual([]);
});
