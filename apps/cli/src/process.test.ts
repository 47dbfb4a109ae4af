import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync } from "node:fs";
import { isAbsolute } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Outcome } from "../test/dt.ts";
import { binFile, runDt, spawnDt } from "../test/dt-process.ts";
import { startLocalDingTalk } from "../test/local-dingtalk.ts";
import { temporaryFolder } from "../test/temporary-folder.ts";

it("a closed pipe is no error", async () => {
  const list = Array.from({ length: 5_000 }, (_, index) => ({ userid: `u${index}`, name: "x".repeat(200) }));
  const server = await startLocalDingTalk({
    "/topapi/v2/user/list": () => ({ body: { errcode: 0, result: { list, has_more: false } } }),
  });
  const child = spawnDt(["dept", "users", "1"], { environment: server.environment });
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await new Promise((resolve) => {
    child.on("close", resolve);
  });
  expect([code, err]).toEqual([0, ""]);
});

const fullDisk = "/dev/full";

it.skipIf(!existsSync(fullDisk))("a result that cannot be written is a failure, told on standard error", () => {
  const output = openSync(fullDisk, "w");
  onTestFinished(() => closeSync(output));
  for (const words of [["completion", "bash"], ["schema"], ["nonsense"]]) {
    const stdio = ["ignore", output, "pipe"] as const;
    const { status, stderr } = spawnSync(process.execPath, [binFile, ...words], {
      stdio: [...stdio],
      encoding: "utf8",
    });
    expect([status !== 0, stderr]).toEqual([true, expect.stringMatching(/^error: .*\n/)]);
    expect(stderr).not.toContain("    at ");
  }
});

it("an empty HOME does not stand for the working folder, which may be somebody else's", async () => {
  const folder = temporaryFolder();
  const { json } = await runDt(["auth", "status"], { folder, environment: { HOME: "" } });
  const { configFile } = json.data as { configFile: string };
  expect([isAbsolute(configFile), configFile.startsWith(folder)]).toEqual([true, false]);
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
  const words = ["robot", "send-user", ...people, "--text", "hi"];
  const started = spawnDt(words, { environment: server.environment, home });
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
  expect((JSON.parse(out) as Outcome["json"]).error.hint).toBe(
    `Go on with: dt robot send-user --resume ${data.resumeFile}`,
  );
  const rest = await runDt(["robot", "send-user", "--resume", data.resumeFile], {
    environment: server.environment,
    home,
  });
  expect(rest.json.data).toMatchObject({ sent: people.length - batches * 20 });
  expect(server.received.flatMap(({ body }) => body.userIds)).toEqual(people);
  expect(readdirSync(home)).not.toContain(data.resumeFile);
});
