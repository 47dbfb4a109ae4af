import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { problemOf } from "./problem.ts";
import { SettingsError } from "./settings-error.ts";

/** Names and values as a process is given them; a name that is not set is absent or undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process: the only place in the product's libraries that reads it. */
export function processEnvironment(): Environment {
  // oxlint-disable-next-line node/no-process-env -- every other module is handed an Environment
  return process.env;
}

/**
 * Reads a `.env` file (`KEY=value` lines, quotes and `#` comments as Node reads them).
 * A file that is not there gives no values; one that cannot be read throws SettingsError.
 */
export function loadEnvFile(path: string): Environment {
  const text = readIfPresent(path);
  // A copy, because parseEnv returns an object of its own kind without the usual prototype.
  return text === undefined ? {} : { ...parseEnv(text) };
}

/**
 * What a service sees: the `.env` file of the folder or of the nearest one above it, under the environment.
 * The environment wins; an empty variable counts as unset, so the file's value shows through.
 */
export function readEnvironment(options: { folder: string; environment?: Environment }): Environment {
  const { folder, environment = processEnvironment() } = options;
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const file = findEnvFile(folder);
  return file === undefined ? set : { ...loadEnvFile(file), ...set };
}

/** `pnpm --filter` starts a service in its own folder, while the `.env` file lies at the root of the workspace. */
function findEnvFile(folder: string): string | undefined {
  const path = join(folder, ".env");
  if (readIfPresent(path) !== undefined) return path;
  const isRoot = readIfPresent(join(folder, "pnpm-workspace.yaml")) !== undefined;
  const parent = dirname(folder);
  return isRoot || parent === folder ? undefined : findEnvFile(parent);
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isErrorWithCode(error, "ENOENT", "ENOTDIR", "EISDIR")) return undefined;
    throw new SettingsError([{ name: path, problem: `cannot be read: ${problemOf(error)}` }], { cause: error });
  }
}

function isErrorWithCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
