import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { callTools, say, startProvider } from "../test/provider.ts";

const folder = join(import.meta.dirname, "..");

test("the README's example runs", async () => {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const code = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const provider = await startProvider(callTools([["clock_now", "{}"]]), say("Noon."));
  const here = code.replace("http://127.0.0.1:9000/v1", provider.baseUrl);
  expect(here).toContain(provider.baseUrl);
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", here], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (text) => (output += String(text)));
  expect(await once(child, "close")).toEqual([0, null]);
  expect(output).toBe("Noon.\n");
});
