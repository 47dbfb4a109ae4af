import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultApp, defaultGroup } from "@dt/simulator";
import { expect, inject, it, onTestFinished } from "vitest";
import { callbackKey, callbackToken, marks, modelKey, secretOf } from "../exposure/marks.ts";
import { scan } from "../exposure/scan.ts";
import { addPerson, type Deployment, startDeployment } from "./deployment.ts";

const program = join(import.meta.dirname, "../../apps/cli/bin/dt.js");

/** Everything that a command prints. */
async function run(words: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  // Whether it succeeds does not matter here: errors are printed too.
  execFile(process.execPath, [program, ...words.split(" ")], { env: environment }, (_error, out, errors) =>
    resolve(`$ dt ${words}\n${out}${errors}`),
  );
  return await promise;
}

/** A folder for what a person keeps, tokens among it. */
async function newHome(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dt-home-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function environmentOf({ redis, simulator }: Deployment, home: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    REDIS_URL: redis.url,
    DINGTALK_API_URL: simulator.apiUrl,
    DINGTALK_OAPI_URL: simulator.oapiUrl,
    DINGTALK_APP_KEY: defaultApp.appKey,
    DINGTALK_APP_SECRET: secretOf(defaultApp),
    DINGTALK_TRANSPORT: "both",
    DINGTALK_CALLBACK_TOKEN: callbackToken,
    DINGTALK_CALLBACK_AES_KEY: callbackKey,
    OPENAI_API_KEY: modelKey,
    OPENAI_BASE_URL: simulator.modelUrl,
    OPENAI_MODEL: "demo",
  };
}

it("S9 commands that show how bots do, and what was sent to DingTalk, show no secret and nothing that people wrote", async () => {
  const deployment = await startDeployment();
  const { simulator, over, settled } = deployment;
  const userId = addPerson(simulator);
  await over(simulator.say({ userId, text: "remember this" }).msgId);
  simulator.faults.add({ match: { operation: "model.chat" }, effect: { type: "refuse", as: "model.bad-key" } });
  const { msgId } = simulator.say({ userId, text: "what was it?" });
  expect(await settled(2)).toMatchObject({ answered: 1, dead: 1 });
  const environment = environmentOf(deployment, await newHome());
  const operating = ["account", "dead list", `trace ${msgId}`, "sessions list", "usage", "doctor", "tenants check"];
  const calling = [
    `user get ${userId} --debug`,
    `robot list ${defaultGroup.conversationId} --debug`,
    "dept tree --debug",
    "user get nobody --debug",
    "call GET /v1.0/nothing --debug",
    "robot list x --dry-run",
  ];
  const wrong = { ...environment, HOME: await newHome(), DINGTALK_APP_SECRET: `${marks.secret}-of-another` };
  const unreachable = { ...environment, REDIS_URL: deployment.redis.url.replace(/:\d+$/, ":1") };
  const runs = [
    ...[...operating, ...calling].map((words) => [words, environment] as const),
    ...["user get u1 --debug", "doctor"].map((words) => [words, wrong] as const),
    ["account", unreachable] as const,
  ];
  const printed: string[] = [];
  for (const [words, given] of runs) printed.push(await run(words, given));
  const folder = await mkdtemp(join(inject("exposureFolder"), "command-line-"));
  await writeFile(join(folder, "printed.cli"), printed.join("\n"));
  expect(printed.filter((text) => text.trim().split("\n").length < 2)).toEqual([]);
  expect((await scan(folder)).exposures).toEqual([]);
});
