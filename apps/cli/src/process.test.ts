import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../test/dt.ts";
import { startLocalDingTalk } from "../test/local-dingtalk.ts";

function start(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), ...words], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, out: Buffer.concat(chunks).toString() }));
  });
}

it("K3: ten processes with an expired token ask for one token and leave the file whole", async () => {
  const result = { userid: "manager01", unionid: "u" };
  const server = await startLocalDingTalk({ "/topapi/v2/user/get": () => ({ body: { errcode: 0, result } }) });
  const home = temporaryFolder();
  const environment = { ...server.environment, HOME: home };
  // The first run writes the file; then its token is made to look expired.
  await start(["user", "get", "manager01"], environment);
  const path = join(home, ".dingtalk-skills", "config");
  const { openConfigFile } = await import("./credentials/config-file.ts");
  await openConfigFile(path).change({ DINGTALK_TOKEN_EXPIRY: "1000", KEPT_LINE: "yes" });
  const before = server.tokenCalls.length;

  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => start(["user", "get", "manager01"], environment)),
  );

  expect(outcomes.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, () => 0));
  for (const { out } of outcomes) expect(JSON.parse(out)).toEqual({ success: true, data: result });
  expect(server.tokenCalls.length - before).toBe(1);
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(lines.toSorted()).toEqual([
    "DINGTALK_ACCESS_TOKEN=token-2",
    expect.stringMatching(/^DINGTALK_TOKEN_EXPIRY=\d{10}$/),
    expect.stringMatching(/^DINGTALK_TOKEN_OWNER=127\.0\.0\.1:\d+:internal:dingapp$/),
    "KEPT_LINE=yes",
  ]);
  expect(readdirSync(join(home, ".dingtalk-skills"))).toEqual(["config"]);
});

it("a closed pipe is no error", async () => {
  const list = Array.from({ length: 5_000 }, (_, index) => ({ userid: `u${index}`, name: "x".repeat(200) }));
  const server = await startLocalDingTalk({
    "/topapi/v2/user/list": () => ({ body: { errcode: 0, result: { list, has_more: false } } }),
  });
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), "dept", "users", "1"], {
    env: { PATH: process.env.PATH, ...server.environment, HOME: temporaryFolder() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await new Promise((resolve) => {
    child.on("close", resolve);
  });
  expect([code, err]).toEqual([0, ""]);
});

it("the first Ctrl-C in a bulk send finishes the batch under way and leaves a resume file", async () => {
  const home = temporaryFolder();
  const child = { pid: 0 };
  const server = await startLocalDingTalk({
    "/v1.0/robot/oToMessages/batchSend": (_request, index) => {
      if (index === 1) process.kill(child.pid, "SIGINT");
      return { body: { processQueryKey: `key-${index}` } };
    },
  });
  // So many batches that the signal arrives before the last.
  const people = Array.from({ length: 4_000 }, (_, index) => `u${index}`);
  const started = spawn(
    process.execPath,
    [join(import.meta.dirname, "main.ts"), "robot", "send-user", ...people, "--text", "hi"],
    {
      env: { PATH: process.env.PATH, ...server.environment, HOME: home },
      cwd: home,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  child.pid = started.pid ?? 0;
  let out = "";
  started.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const code = await new Promise((resolve) => {
    started.on("close", resolve);
  });
  expect(code).toBe(130);
  const batches = server.received.length;
  expect(batches).toBeLessThan(200);
  const { data } = JSON.parse(out) as { data: { sent: number; resumeFile: string; pendingUserIds: string[] } };
  expect([data.sent, data.pendingUserIds]).toEqual([batches * 20, people.slice(batches * 20)]);
  expect(readdirSync(home)).toContain(data.resumeFile);
});
