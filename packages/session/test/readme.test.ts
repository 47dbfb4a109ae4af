import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it, onTestFinished } from "vitest";

const folder = join(import.meta.dirname, "..");

it("the README's example runs", async () => {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const code = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const here = code
    .replace("redis://127.0.0.1:6379", inject("redisUrl"))
    .replaceAll('"acme"', JSON.stringify(`t-${randomUUID()}`));
  expect(here).toContain(inject("redisUrl"));
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", here], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (text) => (output += String(text)));
  expect(await once(child, "close")).toEqual([0, null]);
  expect(output).toBe("You said Hello\n");
});
