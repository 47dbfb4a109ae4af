import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";
import type { Host } from "../host.ts";
import { type ConfigFile, openConfigFile } from "./config-file.ts";

/** What belongs to one app in one organisation, and must never be mixed with another's. */
const identityKeys: ReadonlySet<string> = new Set([
  "DINGTALK_APP_KEY",
  "DINGTALK_APP_SECRET",
  "DINGTALK_SUITE_KEY",
  "DINGTALK_SUITE_SECRET",
  "DINGTALK_SUITE_TICKET",
  "DINGTALK_CORP_ID",
  "DINGTALK_ROBOT_CODE",
  "DINGTALK_CARD_TEMPLATE_ID",
  "DINGTALK_MY_USER_ID",
  "DINGTALK_MY_OPERATOR_ID",
  "DINGTALK_USER_REFRESH_TOKEN",
  "DINGTALK_USER_UNION_ID",
]);

/** Settings by name: from the environment, then from the config file. Read once. */
export interface Settings {
  readonly file: ConfigFile;
  readonly profile: string | undefined;
  /** An empty value counts as absent. */
  readonly get: (key: string) => string | undefined;
  /** The same, with the config file read again: another process may have changed it. */
  readonly latest: (key: string) => Promise<string | undefined>;
  /** Whether the config file's own token and ids are of the app and person in use. */
  readonly fileIsOurs: boolean;
  /** Why the file could not be read, if so. */
  readonly fileProblem: string | undefined;
}

/** `~/.dingtalk-skills/config`, or `config.<profile>` beside it. */
export function configPath(host: Host, profile: string | undefined): string {
  return join(host.home, ".dingtalk-skills", profile === undefined ? "config" : `config.${profile}`);
}

/**
 * Reads the settings. With a profile, app and person come from its file alone: a key in the environment names another
 * app. Without one the environment wins, and what the file says about another app is left out.
 */
export async function readSettings(host: Host, profile: string | undefined): Promise<Settings> {
  if (profile !== undefined && !/^[A-Za-z0-9_-]{1,64}$/.test(profile))
    throw new CliError("INVALID_ARGUMENTS", "The name of a profile has 1 to 64 letters, digits, _ or -.");
  const file = openConfigFile(configPath(host, profile));
  const { values, problem } = await readFile(file);
  const fromEnvironment = (key: string): string | undefined => host.environment[key] || undefined;
  const otherApp = namesAnotherApp(fromEnvironment, (key) => values.get(key));
  const otherPerson = differs(fromEnvironment("DINGTALK_MY_USER_ID"), values.get("DINGTALK_MY_USER_ID"));
  const fileIsOurs = profile !== undefined || !otherApp;

  function get(key: string): string | undefined {
    if (!identityKeys.has(key)) return fromEnvironment(key) ?? values.get(key);
    if (profile !== undefined) return values.get(key);
    const given = fromEnvironment(key);
    if (given !== undefined || otherApp) return given;
    return key === "DINGTALK_MY_OPERATOR_ID" && otherPerson ? undefined : values.get(key);
  }
  async function latest(key: string): Promise<string | undefined> {
    if (!fileIsOurs || (profile === undefined && fromEnvironment(key) !== undefined)) return get(key);
    return (await file.read().catch(() => undefined))?.get(key) ?? get(key);
  }
  return { file, profile, get, latest, fileIsOurs, fileProblem: problem };
}

type Read = (key: string) => string | undefined;

/** An app of an organisation has an app key; an app from the store a suite key, and acts in one organisation. */
function namesAnotherApp(given: Read, stored: Read): boolean {
  const names = ["DINGTALK_APP_KEY", "DINGTALK_SUITE_KEY", "DINGTALK_CORP_ID"] as const;
  if (names.some((key) => differs(given(key), stored(key)))) return true;
  const [appKey, suiteKey] = names;
  const isOtherKind = (one: string, other: string): boolean => {
    return given(one) !== undefined && stored(one) === undefined && stored(other) !== undefined;
  };
  return isOtherKind(appKey, suiteKey) || isOtherKind(suiteKey, appKey);
}

function differs(given: string | undefined, stored: string | undefined): boolean {
  return given !== undefined && stored !== undefined && given !== stored;
}

async function readFile(
  file: ConfigFile,
): Promise<{ values: ReadonlyMap<string, string>; problem: string | undefined }> {
  try {
    return { values: await file.read(), problem: undefined };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    return { values: new Map(), problem: `${file.path} cannot be read (${code})` };
  }
}

/** The profile that was probably meant. */
export async function suggestProfile(host: Host, profile: string): Promise<string | undefined> {
  const { suggest } = await import("../command/suggest.ts");
  const names = await readdir(join(host.home, ".dingtalk-skills")).catch(() => []);
  const profiles = names.flatMap((name) => /^config\.([A-Za-z0-9_-]+)$/.exec(name)?.[1] ?? []);
  return suggest(profile, profiles);
}
