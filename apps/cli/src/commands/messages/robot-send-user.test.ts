import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dt } from "../../../test/dt.ts";
import { type Received, type Reply, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";

const path = "/v1.0/robot/oToMessages/batchSend";
const people = Array.from({ length: 50 }, (_, index) => `u${index}`);

function usersOf({ body }: Received): string[] {
  return body.userIds as string[];
}

function accept(_request: Received, index: number): Reply {
  return { body: { processQueryKey: `key-${index}` } };
}

async function startRobot(answer: (request: Received, index: number) => Reply | Promise<Reply>) {
  const server = await startLocalDingTalk({ [path]: answer });
  const folder = temporaryFolder();
  const send = (words: readonly string[], options: Parameters<typeof dt>[1] = {}) =>
    dt(["robot", "send-user", ...words], { environment: server.environment, folder, home: folder, ...options });
  const resumeFiles = () => readdirSync(folder).filter((name) => name.startsWith("dt-resume-"));
  return { server, folder, send, resumeFiles };
}

describe("dt robot send-user", () => {
  it("sends to twenty people per call, each once", async () => {
    const { server, send, resumeFiles } = await startRobot(accept);
    const { code, json } = await send([...people, "u0", "--text", "你好"]);
    expect(code).toBe(0);
    expect(server.received.map((request) => usersOf(request).length)).toEqual([20, 20, 10]);
    expect(server.received.flatMap(usersOf)).toEqual(people);
    expect(server.received[0]?.body).toMatchObject({
      msgKey: "sampleText",
      msgParam: '{"content":"你好"}',
      robotCode: "dingapp",
    });
    expect(json.data).toMatchObject({ sent: 50, processQueryKeys: ["key-0", "key-1", "key-2"] });
    expect(resumeFiles()).toEqual([]);
  });

  it("after Ctrl-C finishes the batch under way and leaves a file to go on with", async () => {
    const interrupt = new AbortController();
    const { server, folder, send, resumeFiles } = await startRobot((request, index) => {
      if (index === 1) interrupt.abort();
      return accept(request, index);
    });
    const { code, json } = await send([...people, "--text", "hi"], { interrupted: interrupt.signal });
    expect(code).toBe(130);
    expect(server.received).toHaveLength(2);
    expect(json).toMatchObject({
      success: false,
      data: { sent: 40, pendingUserIds: people.slice(40), unknownUserIds: [] },
    });
    const [file = ""] = resumeFiles();
    expect(json.error.resumeFile).toBe(file);
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);

    const rest = await send(["--resume", file]);
    expect(rest.code).toBe(0);
    expect(server.received.flatMap(usersOf)).toEqual(people);
    expect(rest.json.data).toMatchObject({ sent: 10, processQueryKeys: ["key-0", "key-1", "key-2"] });
    expect(existsSync(join(folder, file))).toBe(false);
  });

  it("never sends again to those who may have got it", async () => {
    const { folder, send, resumeFiles } = await startRobot((request, index) => {
      return index === 1 ? { status: 500, body: { code: "system.error", message: "fault" } } : accept(request, index);
    });
    const { code, json } = await send([...people, "--text", "hi"]);
    expect(code).toBe(8);
    expect(json).toMatchObject({ error: { outcome: "unknown" }, data: { unknownUserIds: people.slice(20, 40) } });
    const [file = ""] = resumeFiles();
    const rest = await send(["--resume", file]);
    expect(rest.json.data).toMatchObject({ sent: 10, unknownUserIds: people.slice(20, 40) });
    expect(rest.err).toMatch(/^20 people may have got the message or not: .* names them\.$/m);
    const kept = JSON.parse(readFileSync(join(folder, file), "utf8")) as { pending: string[] };
    expect(kept.pending).toEqual([]);
  });

  it("fails when people got nothing although the call succeeded, and names them", async () => {
    const { send } = await startRobot(() => ({ body: { processQueryKey: "k", invalidStaffIdList: ["u1"] } }));
    const { code, json } = await send(["u0", "u1", "--text", "hi"]);
    expect(code).toBe(6);
    expect(json).toMatchObject({
      error: { code: "NOT_FOUND", message: /u1/ },
      data: { sent: 1, invalidUserIds: ["u1"] },
    });
  });

  it("keeps those who get too many messages at the moment for later", async () => {
    const { send, resumeFiles } = await startRobot((request, index) => {
      return index === 0
        ? { body: { processQueryKey: "k", flowControlledStaffIdList: ["u1"] } }
        : accept(request, index);
    });
    const { code } = await send(["u0", "u1", "--text", "hi"]);
    expect(code).toBe(7);
    const [file = ""] = resumeFiles();
    expect((await send(["--resume", file])).json.data).toMatchObject({ sent: 1 });
  });

  it("takes people from a file and the message from standard input", async () => {
    const { server, folder, send } = await startRobot(accept);
    writeFileSync(join(folder, "people.txt"), "a\nb, c\n\n");
    const { code } = await send(["--users-from", "people.txt", "--markdown", "-"], { input: "# 通知\n\n正文" });
    expect(code).toBe(0);
    expect(server.received[0]?.body).toMatchObject({
      userIds: ["a", "b", "c"],
      msgKey: "sampleMarkdown",
      msgParam: JSON.stringify({ title: "通知", text: "# 通知\n\n正文" }),
    });
  });

  it("goes on only with the robot that began, and only with a file of its own", async () => {
    const { server, folder, send } = await startRobot(accept);
    const resume = {
      command: "robot send-user",
      robotCode: "another",
      message: {},
      pending: ["a"],
      unknown: [],
      processQueryKeys: [],
    };
    writeFileSync(join(folder, "other.json"), JSON.stringify(resume));
    expect((await send(["--resume", "other.json"])).json.error.message).toMatch(/begun with the robot another/);
    writeFileSync(join(folder, "odd.json"), "{}");
    expect((await send(["--resume", "odd.json"])).json.error.message).toMatch(/no resume file/);
    expect(server.received).toEqual([]);
  });

  it.each([
    [["a"], /exactly one of --text, --markdown/],
    [["a", "--text", "x", "--markdown", "y"], /--text and --markdown/],
    [["--text", "x"], /at least one <userId>/],
    [["a", "--text", "  "], /--text is empty/],
    [["a", "--file", "@media"], /--file needs --file-name/],
  ])("%j is refused before anything is sent", async (words, message) => {
    const { server, send } = await startRobot(accept);
    const { code, json } = await send(words);
    expect([code, server.received.length]).toEqual([2, 0]);
    expect(json.error.message).toMatch(message);
  });
});
