import { expect, it } from "vitest";
import { groupOf, readShares } from "./profile-shares.ts";

const frame = (functionName: string, url = "") => ({ functionName, url, lineNumber: 0 });

it("shares the busy time among those who wrote the code", () => {
  const nodes = [frame("(idle)"), frame("send", "file:///dt/packages/api/src/send.ts"), frame("(garbage collector)")];
  const profile = {
    nodes: nodes.map((callFrame, id) => ({ id, callFrame })),
    samples: [0, 1, 1, 2],
    timeDeltas: [5000, 1000, 2000, 1000],
  };
  const { busyMs, groups, functions } = readShares(profile, 5);
  expect(busyMs).toBe(4);
  expect(groups).toEqual([
    { name: "@dt/api", share: 0.75 },
    { name: "(garbage collector)", share: 0.25 },
  ]);
  expect(functions[0]).toEqual({ name: "send api/src/send.ts:1", share: 0.75 });
});

it.each([
  ["file:///dt/node_modules/.pnpm/openai@7/node_modules/openai/client.mjs", "openai"],
  ["file:///dt/node_modules/.pnpm/x/node_modules/@scope/name/index.js", "@scope/name"],
  ["file:///dt/apps/worker/src/turn/answer.ts", "@dt/worker"],
  ["node:internal/deps/undici/undici", "node: fetch"],
  ["node:internal/streams/readable", "node: streams"],
  ["node:_http_client", "node: http_client"],
])("knows who wrote %s", (url, group) => {
  expect(groupOf(frame("run", url))).toBe(group);
});
