import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { defaultApp, defaultCardContentKey, defaultGroup } from "@dt/simulator";
import { describe, expect, it } from "vitest";
import { simulate } from "../../../test/simulator.ts";

const group = defaultGroup.conversationId;
const [template = ""] = defaultApp.cardTemplates ?? [];

describe("messages, against the simulator", () => {
  it("reach people and groups, are seen and taken back", async () => {
    const { simulator, run } = await simulate();
    const sent = await run(["robot", "send-user", "zhangsan01", "lisi02", "--text", "开会"]);
    expect(sent.json.data).toMatchObject({ sent: 2 });
    const { processQueryKeys } = sent.json.data as { processQueryKeys: string[] };
    const status = await run(["robot", "read-status", ...processQueryKeys]);
    expect(status.json.data).toMatchObject({ sendStatus: "SUCCESS" });
    expect((await run(["robot", "recall-user", ...processQueryKeys])).json.error.hint).toMatch(/--yes/);
    expect((await run(["robot", "recall-user", ...processQueryKeys, "--yes"])).code).toBe(0);
    const after = await run(["robot", "read-status", ...processQueryKeys]);
    expect(after.json.data).toMatchObject({ sendStatus: "RECALLED" });
    expect((await run(["robot", "send-group", group, "--markdown", "**好**"])).code).toBe(0);
    expect(simulator.record.deliveries().at(-1)).toMatchObject({ route: "group", text: "**好**" });
    expect((await run(["robot", "list", group])).json.data).toMatchObject([{ robotCode: defaultApp.robotCode }]);
  });

  it("that were not taken back are a failure with their reasons", async () => {
    const { run } = await simulate();
    const { code, json } = await run(["robot", "recall-group", group, "unknown-key", "--yes"]);
    expect(code).not.toBe(0);
    expect(json.success).toBe(false);
  });

  it("go through custom robots with signature and mentions, without any app", async () => {
    const { simulator, run, folder } = await simulate();
    simulator.customRobots.add({ token: "robot-token", name: "构建", conversationId: group, secret: "SEC0001" });
    writeFileSync(join(folder, "secret"), "SEC0001\n");
    const environment = { DINGTALK_APP_KEY: "", DINGTALK_APP_SECRET: "" };
    const url = `${simulator.oapiUrl}/robot/send?access_token=robot-token`;
    const words = ["robot", "webhook", url, "--text", "失败", "--at", "lisi02"];
    expect((await run([...words, "--secret-file", "secret"], { environment })).code).toBe(0);
    expect(simulator.record.deliveries().at(-1)?.text).toContain("@lisi02");
    const unsigned = await run(words, { environment });
    expect(unsigned.code).not.toBe(0);
    expect(unsigned.out).not.toContain("robot-token");
  });

  it("answer a received message through its webhook", async () => {
    const { simulator, run } = await simulate();
    const session = { appKey: defaultApp.appKey, conversationId: group, userId: "lisi02", msgId: "m1" };
    const { id } = simulator.sessions.open(session);
    const url = `${simulator.oapiUrl}/robot/sendBySession?session=${id}`;
    expect((await run(["robot", "webhook", url, "--text", "收到"])).code).toBe(0);
    expect(simulator.record.deliveries().at(-1)).toMatchObject({ route: "session", text: "收到" });
    simulator.sessions.expireAll();
    const { json } = await run(["robot", "webhook", url, "--text", "收到"]);
    expect(json.error).toMatchObject({ code: "NOT_FOUND", reason: "expired_route", hint: /send-user/ });
  });

  it("do not go to a webhook that leads elsewhere", async () => {
    const { run } = await simulate();
    const { code, json, out } = await run([
      "robot",
      "webhook",
      "https://evil.example/robot/send?access_token=robot-token",
      "--text",
      "x",
    ]);
    expect(code).toBe(2);
    expect(json.error.message).toMatch(/leads to evil\.example, which is not DingTalk/);
    expect(out).not.toContain("robot-token");
  });

  it("throttled by DingTalk wait and arrive", async () => {
    const { simulator, run } = await simulate();
    simulator.faults.add({
      match: { operation: "robotSendGroup" },
      effect: { type: "refuse", as: "api.qps" },
      times: 1,
    });
    const { code } = await run(["robot", "send-group", group, "--text", "x"]);
    expect(code).toBe(0);
  });
});

describe("cards, against the simulator", () => {
  it("are created, changed and streamed into from standard input", async () => {
    const { simulator, run } = await simulate();
    const created = await run(["card", "create", "--template", template, "--to-user", "lisi02", "--set", "title=部署"]);
    expect(created.code).toBe(0);
    const { outTrackId } = created.json.data as { outTrackId: string };
    expect((await run(["card", "update", outTrackId, "--set", "title=新"])).code).toBe(0);
    const input = new PassThrough();
    const streaming = run(["card", "stream", outTrackId, "--key", defaultCardContentKey, "--follow"], { input });
    input.write("你");
    input.end("好");
    expect((await streaming).code).toBe(0);
    expect(simulator.record.deliveries().at(-1)).toMatchObject({ outTrackId, text: "你好", cardStatus: "finished" });
  });

  it("that a place refuses are a failure that names the reason", async () => {
    const { run } = await simulate();
    const { code, json } = await run(["card", "create", "--template", template, "--to-user", "nobody", "--id", "c1"]);
    expect(code).not.toBe(0);
    expect(json.success).toBe(false);
  });
});

describe("dt media upload", () => {
  it("uploads a file and answers its media id", async () => {
    const { simulator, run, folder } = await simulate();
    writeFileSync(join(folder, "报告.pdf"), "%PDF-1.7");
    const { code, json } = await run(["media", "upload", "报告.pdf"]);
    expect(code).toBe(0);
    const { media_id: mediaId } = json.data as { media_id: string };
    expect(simulator.media.uploaded(mediaId)).toMatchObject({ name: "报告.pdf" });
  });

  it.each([
    ["missing.pdf", /There is no file/],
    ["empty.pdf", /is empty/],
    ["a.exe", /does not take files ending in \.exe/],
    ["big.amr", /DingTalk takes 2 MB for voice/],
  ])("refuses %s before anything is sent", async (name, message) => {
    const { simulator, run, folder } = await simulate();
    if (name !== "missing.pdf") writeFileSync(join(folder, name), Buffer.alloc(name === "big.amr" ? 3_000_000 : 0));
    const { code, json } = await run(["media", "upload", name]);
    expect([code, simulator.record.requests().length]).toEqual([2, 0]);
    expect(json.error.message).toMatch(message);
  });
});
