import { defaultApp, defaultGroup } from "@dt/simulator";
import { describe, expect, it } from "vitest";
import { privateChat, startDeployment } from "./deployment.ts";

const [zhang, li] = ["zhangsan01", "lisi02"];

describe("the whole path", () => {
  it("answers two people at once, each in a conversation with a memory of their own", async () => {
    const deployment = await startDeployment();
    const { simulator, replies } = deployment;
    simulator.say({ userId: zhang, text: "我叫小明" });
    simulator.say({ userId: li, text: "我叫小红" });
    await deployment.settled(2);
    simulator.say({ userId: zhang, text: "我叫什么名字？" });
    simulator.say({ userId: li, text: "我叫什么名字？" });
    expect(await deployment.settled(4)).toMatchObject({ answered: 4, refused: 0, dead: 0, duplicates: 0 });
    expect(replies(zhang)).toHaveLength(2);
    expect(replies(zhang).at(-1)).toContain("小明");
    expect(replies(zhang).join()).not.toContain("小红");
    expect(replies(li).at(-1)).toContain("小红");
    expect(simulator.record.acks().every((ack) => ack.code === 200)).toBe(true);
  });

  it("S2 keeps a person's group apart from their private chat", async () => {
    const deployment = await startDeployment();
    const { simulator, replies } = deployment;
    const { conversationId } = defaultGroup;
    simulator.say({ userId: zhang, text: "我叫阿强" });
    await deployment.settled(1);
    simulator.say({ userId: zhang, conversationId, text: "我叫什么名字？" });
    simulator.say({ userId: li, conversationId, text: "我叫什么名字？" });
    await deployment.settled(3);
    expect(replies(zhang, conversationId)).toHaveLength(2);
    expect(replies(zhang, conversationId).join()).not.toContain("阿强");
  });

  it("streams the answer into a card and finishes it", async () => {
    const environment = { DINGTALK_CARD_TEMPLATE_ID: defaultApp.cardTemplates[0] ?? "" };
    const deployment = await startDeployment({ environment });
    const { simulator } = deployment;
    simulator.say({ userId: zhang, text: "长文" });
    await deployment.settled(1);
    const cards = simulator.record.deliveries({ conversationId: privateChat(simulator, zhang) });
    expect(cards.length).toBeGreaterThan(0);
    expect(cards.every(({ type, cardStatus }) => type === "card" && cardStatus === "finished")).toBe(true);
    expect(simulator.record.counts().operations["cardStreamingUpdate"]).toBeGreaterThan(cards.length);
  });

  it("O7 answers by the API when the session webhook has expired", async () => {
    const deployment = await startDeployment();
    const { simulator, replies } = deployment;
    simulator.say({ userId: zhang, text: "你好", fields: { sessionWebhookExpiredTime: Date.now() - 1 } });
    expect(await deployment.settled(1)).toMatchObject({ answered: 1 });
    expect(replies(zhang)).toHaveLength(1);
    expect(simulator.record.deliveries()[0]?.route).toBe("one-to-one");
  });

  it("I1 absorbs a message that is pushed again, and acknowledges every copy", async () => {
    const deployment = await startDeployment();
    const { simulator, replies } = deployment;
    const { msgId } = simulator.say({ userId: zhang, text: "你好" });
    await deployment.settled(1);
    for (let copy = 0; copy < 3; copy++) simulator.say({ userId: zhang, text: "你好", msgId });
    await expect.poll(() => simulator.record.acks({ msgId }).length).toBe(4);
    expect(await deployment.settled(1)).toMatchObject({ answered: 1, duplicates: 3 });
    expect(replies(zhang)).toHaveLength(1);
  });

  it("obeys commands, in order", async () => {
    const deployment = await startDeployment();
    const { simulator, replies } = deployment;
    const say = async (text: string, count: number): Promise<string> => {
      simulator.say({ userId: zhang, text });
      await deployment.settled(count);
      return replies(zhang).at(-1) ?? "";
    };
    await say("我叫阿强", 1);
    expect(await say("记住我喜欢喝茶", 2)).not.toBe("");
    expect(await say("/memory", 3)).toContain("喝茶");
    expect(await say("/new", 4)).toContain("新的对话");
    expect(await say("我叫什么名字？", 5)).not.toContain("阿强");
    expect(await say("/forget", 6)).toContain("清除");
    expect(await say("/memory", 7)).not.toContain("喝茶");
    expect(await say("/abc", 8)).toContain("/help");
  });

  it("answers with two of each service, every message once and in order", async () => {
    const deployment = await startDeployment({ count: 2 });
    const { simulator, replies } = deployment;
    for (let round = 1; round <= 10; round++) {
      simulator.say({ userId: zhang, text: `问题 ${round}` });
      simulator.say({ userId: li, text: `问题 ${round}` });
      // Nobody sends two messages in the time that one takes to arrive.
      await expect.poll(() => simulator.record.acks().length).toBe(2 * round);
    }
    expect(await deployment.settled(20)).toMatchObject({ answered: 20, duplicates: 0, unknownOutcomes: 0 });
    for (const person of [zhang, li]) expect(questionsIn(replies(person))).toEqual(range(1, 10));
  });
});

describe("an orderly stop", () => {
  it("ends every service with code 0", async () => {
    const { ingesters, workers, senders } = await startDeployment();
    const codes = await Promise.all([...ingesters, ...workers, ...senders].map((service) => service.stop()));
    expect(codes).toEqual([0, 0, 0]);
  });
});

/** The numbers of the questions that the answers quote, in order. */
function questionsIn(replies: readonly string[]): number[] {
  return replies.flatMap((reply) => Array.from(reply.matchAll(/问题 (\d+)/g), (match) => Number(match[1])));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
