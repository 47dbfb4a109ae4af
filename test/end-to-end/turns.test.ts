/** Turns as people live through them: interrupted, limited, ended and restored, with two workers that share the sessions. */
import { tenantPrefix } from "@dt/session";
import { describe, expect, it } from "vitest";
import { texts } from "../../apps/worker/src/texts.ts";
import { addPeople, addPerson, describeTenant, numbersIn, useDeployment } from "./deployment.ts";

const { zh } = texts;

const deployed = useDeployment({
  count: { worker: 2 },
  tenants: (simulator) => [
    describeTenant(simulator, {
      limits: { concurrentTurns: 2 },
      tools: ["users.get", "todos.create"],
      model: { timeoutMs: 3000 },
    }),
  ],
});

interface Asked {
  /** What the models were asked, in order. */
  readonly questions: string[];
  /** How often they were asked what holds `text`. */
  readonly times: (text: string) => number;
  /** The most that were asked at the same time. */
  readonly most: () => number;
  /** Lets the model answer the question that holds `text`. */
  readonly release: (text: string) => void;
}

/** The model answers with the numbers of what it is asked; a question with "等" in it only once it is released. */
function answerOnRelease(): Asked {
  const questions: string[] = [];
  const held = new Map<string, () => void>();
  let [running, most] = [0, 0];
  deployed().simulator.model.respond(async ({ messages }) => {
    const content = messages.at(-1)?.content;
    const question = typeof content === "string" ? content : "";
    questions.push(question);
    most = Math.max(most, ++running);
    if (question.includes("等")) await new Promise<void>((resolve) => held.set(question, resolve));
    running--;
    return { text: numbersIn(question).join(" ") };
  });
  return {
    questions,
    times: (text) => questions.filter((question) => question.includes(text)).length,
    most: () => most,
    release(text) {
      for (const [question, resolve] of held) if (question.includes(text)) resolve();
    },
  };
}

function say(userId: string, text: string): string {
  return deployed().simulator.say({ userId, text }).msgId;
}

async function sayAndWait(userId: string, text: string): Promise<string> {
  await deployed().over(say(userId, text));
  return deployed().replies(userId).at(-1) ?? "";
}

const waitFor = (what: () => unknown) => expect.poll(what, { timeout: 30_000 });

describe("messages during a turn", () => {
  it("I12 a second message waits, and is answered in order, by whichever worker", async () => {
    const { simulator, replies, over, trace } = deployed();
    const { times, release } = answerOnRelease();
    const person = addPerson(simulator);
    say(person, "等 #1");
    await waitFor(() => times("等 #1")).toBe(1);
    const second = say(person, "确认 #2");
    await waitFor(() => trace(second)).toBeDefined();
    expect(replies(person)).toEqual([]);
    release("#1");
    await over(second);
    expect(replies(person)).toEqual(["#1", "#2"]);
  });

  it("I17 /stop ends a turn that runs, in whichever worker: its answer never comes", async () => {
    const { simulator, replies } = deployed();
    const { times, release } = answerOnRelease();
    const person = addPerson(simulator);
    say(person, "等 #1");
    await waitFor(() => times("等 #1")).toBe(1);
    expect(await sayAndWait(person, "/stop")).toBe(zh.stopped);
    release("#1");
    await sayAndWait(person, "然后 #2");
    expect(replies(person)).toEqual([zh.stopped, "#2"]);
  });

  it("I17 /new takes effect in its place among the messages that wait", async () => {
    const { simulator, replies, over } = deployed();
    const { times, release } = answerOnRelease();
    const person = addPerson(simulator);
    say(person, "等 #1");
    await waitFor(() => times("等 #1")).toBe(1);
    const waiting = ["之前 #2", "/new", "之后 #3"].map((text) => say(person, text));
    release("#1");
    for (const message of waiting) await over(message);
    expect(replies(person)).toEqual(["#1", "#2", zh.newConversation, "#3"]);
  });

  it("I11 what comes after a message that failed waits until that is answered", async () => {
    const { simulator, replies, over, trace } = deployed();
    answerOnRelease();
    simulator.faults.add({
      match: { operation: "model.chat", contains: "失败" },
      effect: { type: "respond", status: 503 },
      times: 1,
    });
    const person = addPerson(simulator);
    const first = say(person, "失败 #1");
    await waitFor(() => replies(person)).toContain(zh.retrying);
    const second = say(person, "后来 #2");
    await over(second);
    expect(await trace(first)).toMatchObject({ delivered: expect.any(Number) });
    expect(numbersIn(replies(person).join(" "))).toEqual(["#1", "#2"]);
  });

  it("I13 a turn that hangs is aborted and tried again, and its late answer does not count", async () => {
    const { simulator, replies } = deployed();
    const { times, release } = answerOnRelease();
    const person = addPerson(simulator);
    const asking = sayAndWait(person, "等 #1");
    await waitFor(() => times("等 #1")).toBeGreaterThan(1);
    release("#1");
    await asking;
    expect(replies(person).filter((reply) => reply !== zh.working)).toEqual([zh.retrying, "#1"]);
  });
});

describe("the limits of a tenant", () => {
  it("I10 as many turns run as may, in all workers together, and everybody is answered", async () => {
    const { simulator, over } = deployed();
    const { most, questions, release } = answerOnRelease();
    const messages = addPeople(simulator, 8).map((person, index) => say(person, `等 #${index + 1}`));
    await waitFor(() => questions.length).toBe(2);
    const releasing = setInterval(() => release("等"), 50);
    for (const message of messages) await over(message);
    clearInterval(releasing);
    expect(most()).toBe(2);
  });
});

/** Lets a day and an hour pass for one person. */
async function letADayPass(userId: string): Promise<void> {
  const { client } = deployed();
  const state = `${tenantPrefix("default")}s:dingtalk_private_${userId}:state`;
  await client.hincrby(state, "lastAt", -25 * 3_600_000);
}

describe("a conversation that was idle", () => {
  it("S7 ends with an announcement, and comes back on demand", async () => {
    const { simulator } = deployed();
    simulator.model.respond(undefined);
    const person = addPerson(simulator);
    await sayAndWait(person, "我叫阿强");
    await letADayPass(person);
    const answer = await sayAndWait(person, "我叫什么名字？");
    expect(answer).toContain(zh.conversationEnded(24));
    expect(answer).not.toContain("阿强");
    expect(await sayAndWait(person, "/restore")).toBe(zh.restored(2));
    expect(await sayAndWait(person, "我叫什么名字？")).toContain("阿强");
    expect(await sayAndWait(person, "/恢复")).toBe(zh.nothingToRestore);
  });
});

describe("the tools of a model", () => {
  it("act for the person who asks, whoever the model says it acts for", async () => {
    const { simulator } = deployed();
    const person = addPerson(simulator);
    const offered: string[][] = [];
    simulator.model.respond(({ messages, tools = [] }) => {
      offered.push(tools.map(({ function: { name } }) => name));
      const results = messages.filter(({ role }) => role === "tool").map(({ content }) => JSON.stringify(content));
      if (results.length === 2) return { text: results.join("\n") };
      const forged = results.length === 0 ? { unionId: "union-boss-01", creatorId: "union-boss-01" } : {};
      return { toolCalls: [{ name: "todos_create", arguments: { subject: "周报", ...forged } }] };
    });
    const [refused, done] = (await sayAndWait(person, "提醒我写周报")).split("\n");
    expect(refused).toContain("is not a parameter");
    expect(done).toContain("周报");
    expect(offered[0]).toEqual(["remember", "forget", "users_get", "todos_create"]);
    const made = simulator.todos.all().filter(({ subject }) => subject === "周报");
    expect(made.map(({ creatorId, executors }) => [creatorId, ...executors.keys()])).toEqual([
      [`union-${person}`, `union-${person}`],
    ]);
  });
});
