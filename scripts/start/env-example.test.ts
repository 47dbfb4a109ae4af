import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describeSettings } from "@dt/runtime";
import { expect, test } from "vitest";
import { ingesterSettings } from "../../apps/ingester/src/settings.ts";
import { senderSettings } from "../../apps/sender/src/settings.ts";
import { workerSettings } from "../../apps/worker/src/settings.ts";
import { makePlan } from "./plan.ts";

const text = readFileSync(join(import.meta.dirname, "..", "..", ".env.example"), "utf8");
const settings = [ingesterSettings, workerSettings, senderSettings].flatMap((schema) => describeSettings(schema));
const examples = new Map(
  text
    .split("\n")
    .map((line) => /^#([A-Z_]+)=(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, value]) => [name, value]),
);

test("every setting of every service stands in .env.example, and nothing else but what npm start reads", () => {
  const names = [...settings.map(({ name }) => name), "DT_PAGE_PORT", "LOG_FORMAT"];
  expect(new Set(examples.keys())).toEqual(new Set(names));
});

test("the values shown are the defaults", () => {
  const shown = settings.filter(({ name }) => examples.get(name) !== "");
  const defaults = shown.map(({ name, defaultValue }) => [name, defaultValue]);
  expect(defaults).toEqual(shown.map(({ name }) => [name, examples.get(name)]));
});

test("the file as it is sets nothing, so that a copy of it starts the demo", () => {
  const environment = parseEnv(text);
  expect(environment).toEqual({});
  expect(makePlan({ ...environment })).toMatchObject({ dingtalk: { kind: "simulated" }, model: { kind: "demo" } });
});
