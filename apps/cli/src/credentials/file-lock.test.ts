import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { withFileLock } from "./file-lock.ts";

describe("a file lock", () => {
  it("lets one run at a time and leaves no file behind", async () => {
    const path = join(temporaryFolder(), "lock");
    let [running, most] = [0, 0];
    await Promise.all(
      Array.from({ length: 20 }, () =>
        withFileLock(path, async () => {
          running += 1;
          most = Math.max(most, running);
          await delay(1);
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  it("is freed by a failure", async () => {
    const path = join(temporaryFolder(), "lock");
    await expect(withFileLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withFileLock(path, () => Promise.resolve("again"))).toBe("again");
  });

  it("of a process that died is taken over by exactly one", async () => {
    const path = join(temporaryFolder(), "lock");
    // No process has such a number: the largest is 4 194 304.
    writeFileSync(path, `${hostname()} 99999999 x`);
    let [running, most, done] = [0, 0, 0];
    const work = async (): Promise<void> => {
      most = Math.max(most, (running += 1));
      await delay(1);
      running -= 1;
      done += 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => withFileLock(path, work)));
    expect([most, done]).toEqual([1, 10]);
  });

  it("of another machine is taken over when it is old", async () => {
    const path = join(temporaryFolder(), "lock");
    writeFileSync(path, "another-machine 1 x");
    const longAgo = Date.now() / 1_000 - 60;
    utimesSync(path, longAgo, longAgo);
    expect(await withFileLock(path, () => Promise.resolve("ours"))).toBe("ours");
  });

  it("that cannot be made is done without", async () => {
    const path = join(temporaryFolder(), "no-folder", "lock");
    expect(await withFileLock(path, () => Promise.resolve("done"))).toBe("done");
  });
});
