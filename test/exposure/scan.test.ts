import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { marks, modelKey, redisPassword } from "./marks.ts";
import { complaints, scan } from "./scan.ts";

const clean = {
  "1/1-worker.log": "ready\n",
  "1/1-worker.metrics": "dt_turns_total 1\n",
  "1/wakes.jobs": "{dt}:1 data\n",
};

/** Looks through a folder with these files. */
async function look(files: Readonly<Record<string, string>>, complete = true): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "dt-scan-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return complaints(await scan(folder), { complete });
}

test("a run that printed nothing confidential is clean", async () => {
  expect(await look(clean)).toEqual([]);
});

test.for([
  ["a secret of the model", `{"msg":"refused","key":"${modelKey}"}`],
  ["the password of Redis in an address", `connect redis://:${redisPassword}@127.0.0.1:1 failed`],
  ["what a person wrote", `unexpected input: hello ${marks.words}`],
  ["a secret in other letters", marks.secret.toUpperCase()],
  ["a mark far into a line", `${"x".repeat(100_000)}${marks.words}`],
] as const)("S9 %s is found, with file and line", async ([, line]) => {
  const [found, ...others] = await look({ ...clean, "2/2-sender.log": `ready\nsend\n${line}\nstopped\n` });
  expect(found).toMatch(/^2\/2-sender\.log:3 exposes what is confidential/);
  expect(others).toEqual([]);
});

test.for(Object.keys(clean))("a mark is found in a file such as %s", async (name) => {
  const found = await look({ ...clean, [name]: `${marks.secret}\n` });
  expect(found).toEqual([expect.stringContaining(`${name}:1 `)]);
});

test("a secret that shows no more than its first characters is none", async () => {
  expect(await look({ ...clean, "1/1-worker.log": `key ${modelKey.slice(0, 4)}****\n` })).toEqual([]);
});

test("a run that left nothing is not clean", async () => {
  expect(await look({})).toEqual([
    "nothing was collected of the kind log",
    "nothing was collected of the kind metrics",
    "nothing was collected of the kind jobs",
  ]);
});

test("a service that printed nothing at all is not clean, even beside others", async () => {
  expect(await look({ ...clean, "2/1-worker.log": "" })).toEqual([expect.stringContaining("2/1-worker.log is empty")]);
});

test("a few tests that were chosen need not leave something of every kind, and are looked through nevertheless", async () => {
  expect(await look({ "1/1-worker.log": "ready\n" }, false)).toEqual([]);
  expect(await look({ "1/1-worker.log": `${marks.words}\n` }, false)).toHaveLength(1);
});
