import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findServer } from "./machine.ts";

/** A folder with programs that print these texts. */
async function searchPath(programs: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dt-path-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\necho '${text}'\n`);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

test("a Redis on the path is found with its version", async () => {
  const path = await searchPath({ "redis-server": "Redis server v=7.0.15 sha=0:0 malloc=libc" });
  expect(await findServer(path)).toEqual({ file: join(path, "redis-server"), label: "Redis 7.0.15" });
});

test("a Valkey does as well", async () => {
  const path = await searchPath({ "valkey-server": "Valkey server v=8.1.1 sha=0:0" });
  expect(await findServer(path)).toEqual({ file: join(path, "valkey-server"), label: "Valkey 8.1.1" });
});

test("a Redis that is too old is passed over", async () => {
  const path = await searchPath({ "redis-server": "Redis server v=5.0.14", "valkey-server": "Valkey server v=8.0.0" });
  expect(await findServer(path)).toMatchObject({ label: "Valkey 8.0.0" });
});

test("a folder or a plain file with the right name is no server", async () => {
  const path = await searchPath({});
  await mkdir(join(path, "redis-server"));
  await writeFile(join(path, "valkey-server"), "");
  expect(await findServer(path)).toBeUndefined();
});
