import type { Tenant } from "@dt/runtime";
import type { Context } from "../command/context.ts";
import type { ConfigFile } from "../credentials/config-file.ts";
import type { Settings } from "../credentials/settings.ts";
import { createDingTalk } from "../dingtalk/dingtalk.ts";

/** A context that acts as a tenant's app instead of the one that dt is configured with, and stores nothing. */
export function contextOf(
  context: Context,
  { dingtalk: app }: Tenant,
  hosts: { readonly api: string; readonly oapi: string },
): Context {
  const values: Readonly<Record<string, string | undefined>> = {
    DINGTALK_APP_KEY: app.appKey,
    DINGTALK_APP_SECRET: app.appSecret,
    DINGTALK_ROBOT_CODE: app.robotCode,
    DINGTALK_CARD_TEMPLATE_ID: app.cardTemplateId,
    DINGTALK_API_URL: hosts.api,
    DINGTALK_OAPI_URL: hosts.oapi,
  };
  const known: Settings = {
    file: storesNothing,
    profile: undefined,
    get: (key) => values[key],
    latest: (key) => Promise.resolve(values[key]),
    fileIsOurs: false,
    fileProblem: undefined,
  };
  const settings = (): Promise<Settings> => Promise.resolve(known);
  const dingtalk = createDingTalk({
    dryRun: false,
    settings,
    complete: settings,
    interrupted: context.host.interrupted,
    connect: async (current, credentials) => {
      const { connectDingTalk } = await import("../dingtalk/connect.ts");
      const debug = context.flags.debug ? context.note : undefined;
      return connectDingTalk({ settings: current, credentials, debug, progress: context.progress });
    },
  });
  return { ...context, settings, complete: settings, dingtalk };
}

const storesNothing: ConfigFile = {
  path: "",
  read: () => Promise.resolve(new Map()),
  change: () => Promise.resolve(),
  exclusively: (run) => run(),
};
