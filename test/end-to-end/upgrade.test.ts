/** Today's services on what the first release left behind, and beside a newer one. */
import { defaultGroup } from "@dt/simulator";
import { describe, expect, it } from "vitest";
import { addPerson, type Deployment, startDeployment } from "./deployment.ts";
import { loadFirstRelease, RECEIVED, type StoredKey } from "./first-release/load.ts";

const [zhang, li, wang, zhao, sun, zhou] = ["zhangsan01", "lisi02", "wangfang03", "zhaoliu04", "sunqi05", "zhouba06"];

/** Fields of a release that came later, in every row that has fields. */
function withUnknownFields(key: string, stored: StoredKey): StoredKey {
  if (stored.type === "hash" && key.endsWith(":state")) return { ...stored, value: { ...stored.value, later: "1" } };
  if (stored.type !== "list" || !/:(inbox|lane|history)$/.test(key)) return stored;
  return { ...stored, value: stored.value.map((row) => row.replace(/\}$/, ',"later":{"a":[1]}}')) };
}

/** Services of this release, after the data is there; the model answers with the names of what it was asked. */
async function startOn(change?: typeof withUnknownFields): Promise<Deployment & { readonly asked: string[] }> {
  const deployment = await startDeployment({ count: 0 });
  const { simulator, client, start } = deployment;
  for (const userId of [zhao, sun, zhou]) addPerson(simulator, userId);
  const asked: string[] = [];
  simulator.model.respond(({ messages }) => {
    asked.push(JSON.stringify(messages));
    const question = messages.at(-1)?.content;
    return { text: namesIn(typeof question === "string" ? question : "").join(" ") };
  });
  await loadFirstRelease(client, change);
  for (const name of ["worker", "sender", "ingester"] as const) await start(name);
  return { ...deployment, asked };
}

/** Names of messages such as `li#2`. */
function namesIn(text: string): string[] {
  return text.match(/[a-z]+#\d+/g) ?? [];
}

describe.each([
  ["as it is", undefined],
  ["with fields that a later release added", withUnknownFields],
])("O14 what the first release left behind, %s", (_case, change) => {
  it("is worked on: each message is answered once, in order, and nothing is forgotten", async () => {
    const deployment = await startOn(change);
    const { simulator, settled, replies, deadLetters, client, account, asked } = deployment;
    expect(await settled(RECEIVED)).toMatchObject({ answered: 12, dead: 3, unknownOutcomes: 2 });
    const answers = (userId: string, place?: string) => replies(userId, place).map((text) => namesIn(text).join(" "));
    expect(answers(zhang)).toEqual(["zhang#2", "zhang#3 zhang#4"]);
    expect(answers(zhang, defaultGroup.conversationId)).toEqual(["group#1"]);
    // The two parts that were not out, the first of them marked, then the reply behind them.
    expect(answers(li)).toEqual(["", "", "li#2", "li#3"]);
    expect(replies(li).map((text) => text.includes("Possibly a repeat"))).toEqual([true, false, false, false]);
    expect(replies(li)[1]).toContain("This is a sentence of a long answer.");
    expect(answers(wang)).toEqual(["wang#2"]);
    expect(answers(zhao)).toEqual(["zhao#1 zhao#2"]);
    expect(replies(zhou)).toEqual([expect.stringMatching(/Possibly a repeat.*zhou#1/s)]);
    const zhangsTurn = asked.find((messages) => messages.includes("zhang#3"));
    expect(zhangsTurn).toContain("我叫小明");
    expect(zhangsTurn).toContain("喜欢喝茶");

    // A message of then that is pushed again is recognised.
    const [seenAs = ""] = await client.zrange(`dt:{default}:s:dingtalk_private_${zhang}:seen`, 0, 0);
    simulator.say({ userId: zhang, text: "zhang#1", msgId: seenAs.split(" ")[1] ?? "" });
    await expect.poll(async () => (await account()).duplicates).toBe(1);
    expect(await deadLetters.list("default")).toHaveLength(3);
  });
});

it("O14 dead letters of the first release have both times, and can be replayed", async () => {
  const { settled, replies, deadLetters, account } = await startOn();
  await settled(RECEIVED);
  const letters = await deadLetters.list("default");
  expect(letters.map(({ kind }) => kind).toSorted()).toEqual(["delivery", "message", "unreadable"]);
  for (const { id, kind, firstAt, lastAt } of letters) {
    expect(firstAt).toBeGreaterThan(1_700_000_000_000);
    expect(lastAt).toBeGreaterThanOrEqual(firstAt);
    expect((await deadLetters.replay("default", id)) === undefined).toBe(kind === "unreadable");
  }
  await expect
    .poll(() => account(), { timeout: 30_000 })
    .toMatchObject({ answered: 14, dead: 1, delivering: 0, waiting: 0, balanced: true });
  expect(replies(wang).at(-1)).toContain("wang#1");
  expect(namesIn(replies(sun).join(" "))).toEqual(["sun#1"]);
});

describe("O14 beside a newer release", () => {
  it("no service starts: it exits with an error that says what to do, and leaves the data alone", async () => {
    const { client, start, simulator } = await startDeployment({ count: 0 });
    await client.set("dt:layout", "999");
    for (const name of ["worker", "sender", "ingester"] as const) {
      const failure = await start(name).then(
        () => "started",
        (error: unknown) => String(error),
      );
      expect(failure).toContain("Redis holds data of layout 999");
      expect(failure).toContain("Start the newer release");
    }
    expect(simulator.connections()).toEqual([]);
    expect(await client.keys("dt:{*")).toEqual([]);
  });

  it("services that run stop when it is started", async () => {
    const { client, workers, senders, ingesters } = await startDeployment();
    await client.set("dt:layout", "999");
    for (const service of [...workers, ...senders, ...ingesters]) {
      await expect.poll(() => service.crashes, { timeout: 20_000 }).toBe(1);
      expect(service.log.join("\n")).toContain("Redis holds data of layout 999");
    }
  });
});
