import { randomUUID } from "node:crypto";
import { mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { changeConfig, readConfig } from "./config-text.ts";
import { withFileLock } from "./file-lock.ts";

/** A file of `KEY=value` lines that several processes read and change. Only its owner may read it. */
export interface ConfigFile {
  readonly path: string;
  /** A file that is not there holds nothing. @throws the system's error for one that cannot be read */
  read(): Promise<ReadonlyMap<string, string>>;
  /** Changes keys, keeping every other line; `undefined` removes one. Readers see the old file or the new one. */
  change(changes: Readonly<Record<string, string | undefined>>): Promise<void>;
  /** Runs one function at a time over all processes, for work whose result ends in the file. */
  exclusively<T>(run: () => Promise<T>): Promise<T>;
}

export function openConfigFile(path: string): ConfigFile {
  return {
    path,
    read: async () => readConfig(await readText(path)),
    change: async (changes) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await withFileLock(`${path}.lock`, async () => replace(path, changeConfig(await readText(path), changes)));
    },
    exclusively: async (run) => {
      // Where the folder cannot be made, the lock cannot either, and the work is done without it.
      await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => undefined);
      return withFileLock(`${path}.token.lock`, run);
    },
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return "";
    throw error;
  }
}

/** People keep such files as links into a repository of theirs: the target is replaced, not the link. */
async function replace(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const draft = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: "wx" });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
