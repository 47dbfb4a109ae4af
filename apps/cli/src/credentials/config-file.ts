import { readConfig } from "./config-text.ts";
import { readText } from "./read-text.ts";

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
    change: async (changes) => (await loadChanges()).changeConfigFile(path, changes),
    exclusively: async (run) => (await loadChanges()).exclusively(path, run),
  };
}

/** Most commands only read. */
function loadChanges() {
  return import("./change-config.ts");
}
