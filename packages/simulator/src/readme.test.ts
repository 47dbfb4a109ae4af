import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const folder = join(import.meta.dirname, "..");

test("the README's example runs", async () => {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const code = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", code], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (text) => (output += String(text)));
  expect(await once(child, "close")).toEqual([0, null]);
  expect(output).toBe("李四: 你好\npushed → acknowledged → delivered\n");
});
