import { createSimulator, defaultApp } from "@dt/simulator";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../shared/ports.ts";
import { exitCodes } from "../shared/problem.ts";
import { checkCredentials } from "./credentials-check.ts";

const { appKey, appSecret } = defaultApp;

async function dingtalk(): Promise<string> {
  const simulator = await createSimulator();
  onTestFinished(() => simulator.close());
  return simulator.apiUrl;
}

test("an app that DingTalk accepts passes", async () => {
  expect(await checkCredentials({ appKey, appSecret, apiUrl: await dingtalk() })).toBeUndefined();
});

test.for([
  [appKey, "another-secret-0123456789"],
  ["dinganotherapp0001", appSecret],
] as const)("a wrong pair is one line without the secret: %s", async ([key, secret]) => {
  const check = checkCredentials({ appKey: key, appSecret: secret, apiUrl: await dingtalk() });
  await expect(check).rejects.toMatchObject({
    exitCode: exitCodes.remote,
    message: expect.stringMatching(/^DingTalk refuses the app ding\*{4} \(\w+\); correct DINGTALK_APP_KEY and/),
  });
});

test("a DingTalk that cannot be reached is told, but does not prevent the start", async () => {
  const apiUrl = `http://127.0.0.1:${await freePort()}`;
  expect(await checkCredentials({ appKey, appSecret, apiUrl })).toContain("the ingester goes on trying");
});
