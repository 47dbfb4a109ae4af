import type { InternalAppCredentials, ThirdPartyAppCredentials } from "@dt/api";
import { invalidArguments } from "../cli-error.ts";
import type { Settings } from "./settings.ts";

export type AppCredentials = InternalAppCredentials | ThirdPartyAppCredentials;

/** @throws CliError where two apps are named, because nobody can tell which one is meant */
export function isThirdParty({ get, file }: Settings): boolean {
  const isSuite = get("DINGTALK_SUITE_KEY") !== undefined;
  if (!isSuite || get("DINGTALK_APP_KEY") === undefined) return isSuite;
  const hint = `Keep one of them, in the environment or in ${file.path}; the other may have a profile of its own (--profile).`;
  throw invalidArguments("Both DINGTALK_APP_KEY and DINGTALK_SUITE_KEY are set.", { hint });
}

/** The key of the app, for what only wants to name it. */
export function appKeyOf(settings: Settings): string | undefined {
  return settings.get(isThirdParty(settings) ? "DINGTALK_SUITE_KEY" : "DINGTALK_APP_KEY");
}

/** The secret that belongs to {@link appKeyOf}. */
export function appSecretOf(settings: Settings): string | undefined {
  return settings.get(isThirdParty(settings) ? "DINGTALK_SUITE_SECRET" : "DINGTALK_APP_SECRET");
}

/** The app of complete settings. */
export function appCredentials(settings: Settings): AppCredentials {
  const { get } = settings;
  const read = (key: string): string => get(key) ?? "";
  if (!isThirdParty(settings)) return { appKey: read("DINGTALK_APP_KEY"), appSecret: read("DINGTALK_APP_SECRET") };
  return {
    kind: "thirdParty",
    suiteKey: read("DINGTALK_SUITE_KEY"),
    suiteSecret: read("DINGTALK_SUITE_SECRET"),
    corpId: read("DINGTALK_CORP_ID"),
    // DingTalk pushes another ticket every few hours, and whoever receives it may write it into the file meanwhile.
    suiteTicket: async () => (await settings.latest("DINGTALK_SUITE_TICKET")) ?? "",
  };
}
