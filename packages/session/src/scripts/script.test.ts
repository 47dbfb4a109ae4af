import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import type { RedisClient } from "../redis/redis.ts";
import { loadScript } from "./script.ts";

/** A connection that notes what is sent and answers when told to. */
function createConnection() {
  const sent: string[] = [];
  const answers: PromiseWithResolvers<number>[] = [];
  const send = (command: string) => {
    sent.push(command);
    const answer = Promise.withResolvers<number>();
    answers.push(answer);
    return answer.promise;
  };
  const events = new EventEmitter();
  const commands = { eval: () => send("source"), evalsha: () => send("digest") };
  return { sent, answers, events, redis: Object.assign(events, commands) as unknown as RedisClient };
}

it("sends the source until the server has answered it, so that no call has to be sent twice and is overtaken", async () => {
  const { sent, answers, redis } = createConnection();
  const append = loadScript(redis, "append");
  const first = append("acme");
  const second = append("acme");
  answers[0]?.resolve(1);
  await first;
  const third = append("acme");
  for (const answer of answers) answer.resolve(1);
  await Promise.all([second, third]);
  expect(sent).toEqual(["source", "source", "digest"]);
});

it("sends the source again after the connection was lost", async () => {
  const { sent, answers, events, redis } = createConnection();
  const append = loadScript(redis, "append");
  for (const lost of [false, true, false]) {
    if (lost) events.emit("close");
    const call = append("acme");
    answers.at(-1)?.resolve(1);
    await call;
  }
  expect(sent).toEqual(["source", "source", "digest"]);
});

it("sends the source when a server that was restarted does not know the digest", async () => {
  const { sent, answers, redis } = createConnection();
  const append = loadScript(redis, "append");
  const first = append("acme");
  answers[0]?.resolve(1);
  await first;
  const second = append("acme");
  answers[1]?.reject(new Error("NOSCRIPT No matching script."));
  await expect.poll(() => answers.length).toBe(3);
  answers[2]?.resolve(7);
  expect(await second).toBe(7);
  expect(sent).toEqual(["source", "digest", "source"]);
});
