import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { exitCodes } from "../shared/problem.ts";
import { claim } from "./claim.ts";

async function claimFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dt-claim-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "running");
}

test("a second start is told where the first one is", async () => {
  const file = await claimFile();
  const first = await claim(file, () => "http://127.0.0.1:4400");
  await expect(claim(file, () => "")).rejects.toMatchObject({
    message: expect.stringContaining("already running at http://127.0.0.1:4400"),
    exitCode: exitCodes.taken,
  });
  await first.release();
});

test("a folder that was given back can be claimed again, and nothing is left behind", async () => {
  const file = await claimFile();
  for (let round = 0; round < 2; round += 1) await (await claim(file, () => "")).release();
  expect(await readdir(join(file, ".."))).toEqual([]);
});

test("a claim that was left by a killed process is taken over", async () => {
  const file = await claimFile();
  const code = `import { claim } from ${JSON.stringify(join(import.meta.dirname, "claim.ts"))};
    await claim(${JSON.stringify(file)}, () => "");
    console.log("claimed");
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(other.stdout, "data");
  await expect(claim(file, () => "")).rejects.toThrow(`process ${other.pid}`);
  other.kill("SIGKILL");
  await once(other, "exit");
  const taken = await claim(file, () => "");
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ pid: process.pid });
  await taken.release();
});

test("of ten starts at once that find a left-over claim exactly one wins", async () => {
  const file = await claimFile();
  await writeFile(file, JSON.stringify({ id: "dead", port: 1, pid: 1 }));
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => claim(file, () => "")));
  const won = results.filter((result) => result.status === "fulfilled");
  expect(won).toHaveLength(1);
  await won[0]?.value.release();
});
