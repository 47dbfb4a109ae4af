import { mkdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { changeConfig } from "./config-text.ts";
import { withFileLock } from "./file-lock.ts";
import { readText } from "./read-text.ts";

/** Changes keys of a config file, keeping every other line; readers see the old file or the new one. */
export async function changeConfigFile(
  path: string,
  changes: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await withFileLock(`${path}.lock`, async () => replaceFile(path, changeConfig(await readText(path), changes)));
}

/** Runs one function at a time over all processes. Where the folder cannot be made, neither can the lock. */
export async function exclusively<T>(path: string, run: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => undefined);
  return withFileLock(`${path}.token.lock`, run);
}

/**
 * Writes a file that only its owner may read; readers see the old one or the new one. People keep such files as links
 * into a repository of theirs: the target is replaced, not the link.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const draft = `${target}.${crypto.randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: "wx" });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
