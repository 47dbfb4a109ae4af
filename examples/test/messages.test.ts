import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defaultApp, type Simulator } from "@dt/simulator";
import { describe, expect, it, vi } from "vitest";
import { environmentOf, runExample, startExample, startSimulator, temporaryFolder } from "./run-example.ts";

const [template = ""] = defaultApp.cardTemplates;
const waiting = { timeout: 15_000 };

function recipients(simulator: Simulator): (string | undefined)[] {
  return simulator.record.deliveries().map(({ userId }) => userId);
}

/** The files of one mailing. */
async function writeMailing(people: readonly string[]): Promise<string[]> {
  const folder = await temporaryFolder();
  const [message, to] = [join(folder, "message.md"), join(folder, "people.txt")];
  await writeFile(message, "# 通知\n\n今天 15:00 全员会。\n");
  await writeFile(to, people.join("\n"));
  return [message, "--to", to];
}

/** Sends a message and answers its name. */
async function send(simulator: Simulator, ...userIds: string[]): Promise<string> {
  const { output } = await runExample(simulator, "bulk-message", ...(await writeMailing(userIds)));
  simulator.record.clear();
  return /processQueryKey (\S+)/.exec(output)?.[1] ?? "";
}

describe("bulk-message", () => {
  it("sends to everybody and tells who could not be reached", async () => {
    const simulator = await startSimulator();
    const words = await writeMailing(["lisi02", "nobody", "", "wangfang03", "lisi02"]);
    const { exitCode, output, errors } = await runExample(simulator, "bulk-message", ...words);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^sent, processQueryKey .+\n2 of 3 people have it\n$/);
    expect(errors).toMatch(/^nobody: not_found, .+\n$/);
    expect(recipients(simulator)).toEqual(["lisi02", "wangfang03"]);
    expect(simulator.record.deliveries()[0]?.text).toContain("今天 15:00 全员会。");
  });

  it("sends nothing twice when it is run again", async () => {
    const simulator = await startSimulator();
    const words = await writeMailing(["lisi02", "wangfang03"]);
    await runExample(simulator, "bulk-message", ...words);
    const again = await runExample(simulator, "bulk-message", ...words);
    expect(again).toMatchObject({ exitCode: 0, output: "2 of 2 people have it\n" });
    expect(recipients(simulator)).toEqual(["lisi02", "wangfang03"]);
  });

  it("goes on after an outage in the middle, and repeats only on request what may have arrived", async () => {
    const employees = Array.from({ length: 45 }, (_, index) => ({
      userId: `u${index}`,
      unionId: `union${index}`,
      name: `员工${index}`,
      departments: [{ deptId: 1 }],
    }));
    const simulator = await startSimulator({ organization: { employees } });
    const words = await writeMailing(employees.map(({ userId }) => userId));
    // The second call of three reaches DingTalk, whose answer is lost.
    const match = { operation: "robotSendOTO" };
    const lost = simulator.faults.add({ match, skip: 1, times: 1, effect: { type: "reset", when: "after" } });
    const first = await runExample(simulator, "bulk-message", ...words);
    expect(first.exitCode).toBe(1);
    expect(first.output).toContain("20 of 45 people have it");
    expect(first.errors.split("\n").filter((line) => line.includes(": network,"))).toHaveLength(25);
    lost.remove();
    const second = await runExample(simulator, "bulk-message", ...words);
    expect(second.output).toContain("25 of 45 people have it");
    expect(new Set(recipients(simulator)).size).toBe(45);
    expect(recipients(simulator)).toHaveLength(45);
    const third = await runExample(simulator, "bulk-message", ...words, "--again");
    expect(third).toMatchObject({ exitCode: 0 });
    expect(third.output).toContain("45 of 45 people have it");
    expect(recipients(simulator)).toHaveLength(65);
  });

  it("says which file is missing", async () => {
    const [, ...rest] = await writeMailing([]);
    const { exitCode, errors } = await runExample(await startSimulator(), "bulk-message", "no-such.md", ...rest);
    expect([exitCode, errors]).toEqual([2, "no-such.md cannot be opened (ENOENT)\n"]);
  });
});

describe("remind-unread", () => {
  it("reminds those who have not read a message, and nobody else", async () => {
    const simulator = await startSimulator();
    const key = await send(simulator, "lisi02", "zhaoliu05");
    const { exitCode, output } = await runExample(simulator, "remind-unread", key, "--text", "请查看");
    expect([exitCode, output]).toEqual([0, "赵六 (zhaoliu05)\n"]);
    expect(simulator.record.deliveries()).toMatchObject([{ userId: "zhaoliu05", text: "请查看" }]);
  });

  it("sends nothing when everybody has read it, or in a dry run", async () => {
    const simulator = await startSimulator();
    const read = await runExample(simulator, "remind-unread", await send(simulator, "lisi02"));
    expect(read).toMatchObject({ exitCode: 0, output: "everybody has read it\n" });
    const unread = await send(simulator, "zhaoliu05");
    const dry = await runExample(simulator, "remind-unread", unread, "--dry-run");
    expect(dry).toMatchObject({ exitCode: 0, output: "赵六 (zhaoliu05)\n" });
    expect(simulator.record.deliveries()).toEqual([]);
  });

  it("says that DingTalk does not know the message", async () => {
    const { exitCode, errors } = await runExample(await startSimulator(), "remind-unread", "none");
    expect(exitCode).toBe(1);
    expect(errors).toContain("invalid.processQueryKey");
  });
});

describe("send-file", () => {
  it("uploads the file as it is and sends it", async () => {
    const simulator = await startSimulator();
    const file = join(await temporaryFolder(), "报告 1.pdf");
    const bytes = Buffer.alloc(300_000, "report");
    await writeFile(file, bytes);
    const { exitCode, output, errors } = await runExample(simulator, "send-file", file, "lisi02", "nobody");
    expect([exitCode, output]).toEqual([1, "sent to 1 of 2\n"]);
    expect(errors).toContain("报告 1.pdf: 100 %\n");
    expect(errors).toContain("nobody: ");
    const [delivery] = simulator.record.deliveries();
    expect(delivery).toMatchObject({ userId: "lisi02", type: "file", text: "报告 1.pdf" });
    const body = simulator.record.requests({ operation: "robotSendOTO" })[0]?.body as { msgParam: string };
    const { mediaId } = JSON.parse(body.msgParam) as { mediaId: string };
    expect(simulator.media.uploaded(mediaId)?.bytes.equals(bytes)).toBe(true);
  });

  it("refuses what it cannot send", async () => {
    const simulator = await startSimulator();
    const missing = await runExample(simulator, "send-file", "no-such.pdf", "lisi02");
    expect(missing).toMatchObject({ exitCode: 2, errors: "no-such.pdf cannot be opened (ENOENT)\n" });
    const nobody = await runExample(simulator, "send-file", import.meta.filename);
    expect(nobody).toMatchObject({ exitCode: 2, errors: expect.stringContaining("<userId…> is missing") });
    const kind = await runExample(simulator, "send-file", import.meta.filename, "lisi02");
    expect(kind).toMatchObject({ exitCode: 1, errors: expect.stringContaining("40004") });
    expect(simulator.record.deliveries()).toEqual([]);
  });
});

describe("progress-card", () => {
  const toLisi = ["--template", template, "--user", "lisi02", "--"];
  const script = (text: string): string[] => [...toLisi, process.execPath, "--eval", text];

  it("shows what a command prints while it runs", async () => {
    const simulator = await startSimulator();
    const running = startExample(
      "progress-card",
      script("console.log('step one'); process.stdin.once('data', () => { console.log('step two'); process.exit(0) })"),
      environmentOf(simulator),
    );
    const card = () => simulator.record.deliveries()[0];
    await vi.waitFor(() => expect(card()).toMatchObject({ type: "card", cardStatus: "inputting" }), waiting);
    expect(card()?.text).toContain("```\nstep one\n```");
    running.child.stdin?.write("go on\n");
    expect((await running.ended).exitCode).toBe(0);
    expect(card()).toMatchObject({ userId: "lisi02", cardStatus: "finished" });
    expect(card()?.text).toContain("✅\n\n```\nstep one\nstep two\n```");
  });

  it("marks the card as failed with the exit code of the command, which is its own", async () => {
    const simulator = await startSimulator();
    const { exitCode } = await runExample(simulator, "progress-card", ...script("process.exit(3)"));
    expect(exitCode).toBe(3);
    expect(simulator.record.deliveries()).toMatchObject([{ cardStatus: "failed" }]);
    expect(simulator.record.deliveries()[0]?.text).toContain("❌ 3");
  });

  it("says on the card that there is no such command", async () => {
    const simulator = await startSimulator();
    const { exitCode } = await runExample(simulator, "progress-card", ...toLisi, "no-such-command");
    expect(exitCode).toBe(127);
    expect(simulator.record.deliveries()[0]?.text).toContain("spawn no-such-command ENOENT");
  });

  it("runs nothing when the card cannot be shown", async () => {
    const simulator = await startSimulator();
    const file = join(await temporaryFolder(), "touched");
    const command = script(`require("node:fs").writeFileSync(${JSON.stringify(file)}, "")`);
    const { exitCode } = await runExample(simulator, "progress-card", ...command.with(1, "no-such-template"));
    expect(exitCode).toBe(1);
    await expect(readFile(file)).rejects.toThrow("ENOENT");
  });
});

describe("stream-bot", () => {
  it("answers people and guests until Ctrl-C", async () => {
    const simulator = await startSimulator();
    const bot = startExample("stream-bot", [], environmentOf(simulator));
    await vi.waitFor(() => expect(bot.output()).toContain("listening"), waiting);
    const member = simulator.say({ userId: "lisi02", text: "你好" });
    const guest = simulator.say({ userId: "guest04", text: "hello" });
    await vi.waitFor(() => expect(simulator.record.acks()).toHaveLength(2), waiting);
    const answers = (userId: string, id: string) => simulator.record.repliesOf(userId, id).map(({ text }) => text);
    expect(answers("lisi02", member.conversationId)).toEqual(["“你好” was said by 李四, 架构师."]);
    expect(answers("guest04", guest.conversationId)).toEqual(["“hello” was said by Ada Guest, a guest."]);
    bot.child.kill("SIGINT");
    expect(await bot.ended).toMatchObject({ exitCode: 0, errors: "" });
    expect(simulator.connections()).toEqual([]);
  });

  it("leaves a message unacknowledged while it cannot answer, so that it comes again", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({
      match: { operation: "robotReplySession" },
      effect: { type: "refuse", as: "session.unknown" },
    });
    const bot = startExample("stream-bot", [], environmentOf(simulator));
    await vi.waitFor(() => expect(bot.output()).toContain("listening"), waiting);
    simulator.say({ userId: "lisi02", text: "你好" });
    const replies = () => simulator.record.requests({ operation: "robotReplySession" });
    await vi.waitFor(() => expect(replies().length).toBeGreaterThan(0), waiting);
    simulator.faults.clear();
    simulator.clock.advance(61_000);
    await vi.waitFor(() => expect(simulator.record.acks()).toMatchObject([{ code: 200, known: true }]), waiting);
    expect(simulator.record.pushes().map(({ attempt }) => attempt)).toEqual([1, 2]);
    bot.child.kill("SIGINT");
    expect((await bot.ended).exitCode).toBe(0);
  });

  it("ends when DingTalk refuses the credentials", async () => {
    const simulator = await startSimulator();
    const environment = { ...environmentOf(simulator), DINGTALK_APP_SECRET: "wrong" };
    const { exitCode, errors } = await startExample("stream-bot", [], environment).ended;
    expect(exitCode).toBe(1);
    expect(errors).toMatch(/unauthorized: /);
  });
});
