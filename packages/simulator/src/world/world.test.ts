import { describe, expect, it } from "vitest";
import { defaultApp, defaultGroup, defaultWorld } from "./default-world.ts";
import type { ChatMessage } from "./types.ts";
import { World } from "./world.ts";

function makeWorld(options: { messagesKept?: number; pathsKept?: number } = {}): World {
  return new World({ ...defaultWorld(), ...options, now: () => 1_000 });
}

function makeMessage(overrides: Partial<ChatMessage> & { id: string }): ChatMessage {
  const from = { kind: "person", userId: "lisi02" } as const;
  return { conversationId: "cid1", from, type: "text", text: "hello", at: 1, ...overrides };
}

describe("World", () => {
  it("lists a person's groups and one private chat per robot", () => {
    const world = makeWorld();
    const conversations = world.conversationsOf("lisi02");
    expect(conversations.map(({ kind }) => kind)).toEqual(["group", "private"]);
    expect(world.conversationsOf("lisi02")[1]).toEqual(conversations[1]);
    expect(world.conversationsOf("wangfang03")[1]?.conversationId).not.toBe(conversations[1]?.conversationId);
  });

  it("posts a message with the same id once", () => {
    const world = makeWorld();
    const seen: string[] = [];
    world.on("message", ({ text }) => seen.push(text));
    world.post(makeMessage({ id: "a", text: "first" }));
    world.post(makeMessage({ id: "a", text: "again" }));
    expect(seen).toEqual(["first"]);
    expect(world.messages("cid1")).toHaveLength(1);
  });

  it("tells about a changed message and keeps its place", () => {
    const world = makeWorld();
    const changes: ChatMessage[] = [];
    world.on("message-changed", (message) => changes.push(message));
    world.post(makeMessage({ id: "a" }));
    world.post(makeMessage({ id: "b" }));
    world.change("a", { text: "changed" });
    expect(changes.map(({ text }) => text)).toEqual(["changed"]);
    expect(world.messages("cid1").map(({ id, text }) => `${id}:${text}`)).toEqual(["a:changed", "b:hello"]);
  });

  it("forgets the oldest messages beyond its bound", () => {
    const world = makeWorld({ messagesKept: 3 });
    for (const id of ["a", "b", "c", "d", "e"]) {
      world.post(makeMessage({ id, conversationId: id === "b" ? "cid2" : "cid1" }));
    }
    expect(world.messages("cid1").map(({ id }) => id)).toEqual(["c", "d", "e"]);
    expect(world.messages("cid2")).toEqual([]);
    expect(world.message("a")).toBeUndefined();
  });

  it("keeps no message with a bound of 0 but still tells listeners", () => {
    const world = makeWorld({ messagesKept: 0 });
    let told = 0;
    world.on("message", () => told++);
    world.post(makeMessage({ id: "a" }));
    expect(told).toBe(1);
    expect(world.messages("cid1")).toEqual([]);
  });

  it("notes each step of a path once, in order of time", () => {
    const world = makeWorld();
    const { appKey } = defaultApp;
    world.beginPath({ msgId: "m", appKey, conversationId: "cid1", userId: "lisi02" });
    world.addStep("m", "acknowledged", 30);
    world.addStep("m", "pushed", 10);
    world.addStep("m", "pushed", 90);
    expect(world.path("m")?.steps).toEqual([
      { name: "pushed", at: 10 },
      { name: "acknowledged", at: 30 },
    ]);
  });

  it("hands over all waiting messages of the answered person, once, and nobody else's", () => {
    const world = makeWorld();
    const { appKey } = defaultApp;
    const { conversationId } = defaultGroup;
    for (const [msgId, userId] of Object.entries({ m1: "lisi02", m2: "wangfang03", m3: "lisi02" })) {
      world.beginPath({ msgId, appKey, conversationId, userId });
    }
    const take = (userId?: string) => world.takeUnanswered(appKey, conversationId, userId);
    expect(take("lisi02")).toEqual({ userId: "lisi02", msgIds: ["m1", "m3"] });
    expect(take("lisi02")).toEqual({ userId: "lisi02", msgIds: [] });
    expect(take()).toEqual({ userId: "wangfang03", msgIds: ["m2"] });
    expect(take()).toEqual({ userId: undefined, msgIds: [] });
  });
});
