import type { z } from "zod";
import { type Environment, processEnvironment } from "../settings/environment.ts";
import { SettingsError, type SettingsProblem } from "../settings/settings-error.ts";
import type { tenantSettings } from "../settings/shared-settings.ts";
import type { Tenant, TenantCallback } from "./tenant.ts";
import { readTenantFile, type TenantFile } from "./tenant-file.ts";
import { completeTenant } from "./tenant-problems.ts";
import { tenantSchema } from "./tenant-schema.ts";

/** The values of `tenantSettings`. */
export type TenantSettings = { [Name in keyof typeof tenantSettings]?: z.output<(typeof tenantSettings)[Name]> };

/**
 * The tenants that this deployment serves: those of DT_TENANTS_FILE when it is set,
 * else the single tenant `default` that the other variables describe.
 * Throws SettingsError with all problems at once. `environment` fills in `${NAME}` inside the file.
 */
export function loadTenants(settings: TenantSettings, environment: Environment = processEnvironment()): Tenant[] {
  return loadTenantFiles(settings, environment).tenants;
}

/** Like loadTenants, with the files that were read. */
export function loadTenantFiles(settings: TenantSettings, environment: Environment): TenantFile {
  const path = settings.DT_TENANTS_FILE;
  if (path !== undefined) return readTenantFile(path, environment);
  return { tenants: [singleTenant(settings)], files: [] };
}

function singleTenant(settings: TenantSettings): Tenant {
  const problems = [...findMissingCredentials(settings), ...findHalfCallback(settings)];
  const draft = tenantSchema.parse({
    id: "default",
    dingtalk: {
      // Placeholders for what was reported: the other problems are still to be found.
      appKey: settings.DINGTALK_APP_KEY ?? "missing",
      appSecret: settings.DINGTALK_APP_SECRET ?? "missing",
      robotCode: settings.DINGTALK_ROBOT_CODE,
      cardTemplateId: settings.DINGTALK_CARD_TEMPLATE_ID,
      transport: settings.DINGTALK_TRANSPORT,
      callback: callbackOf(settings),
    },
    replyMode: settings.DT_REPLY_MODE,
    model: {
      baseUrl: settings.OPENAI_BASE_URL,
      apiKey: settings.OPENAI_API_KEY,
      name: settings.OPENAI_MODEL,
      images: settings.OPENAI_IMAGES,
      systemPrompt: settings.DT_SYSTEM_PROMPT,
    },
  });
  const tenant = completeTenant(draft, variableNames, problems);
  if (problems.length > 0) throw new SettingsError(problems);
  return tenant;
}

const variableNames = {
  cardTemplateId: "DINGTALK_CARD_TEMPLATE_ID",
  transport: "DINGTALK_TRANSPORT",
  callback: "DINGTALK_CALLBACK_TOKEN",
  model: { apiKey: "OPENAI_API_KEY", name: "OPENAI_MODEL" },
};

function findMissingCredentials(settings: TenantSettings): SettingsProblem[] {
  const words = { DINGTALK_APP_KEY: "app key (client id)", DINGTALK_APP_SECRET: "app secret (client secret)" } as const;
  return (["DINGTALK_APP_KEY", "DINGTALK_APP_SECRET"] as const)
    .filter((name) => settings[name] === undefined)
    .map((name) => ({
      name,
      problem: `is missing: set it to the ${words[name]} of your DingTalk app, or set DT_TENANTS_FILE`,
    }));
}

function callbackOf(settings: TenantSettings): TenantCallback | undefined {
  const { DINGTALK_CALLBACK_TOKEN: token, DINGTALK_CALLBACK_AES_KEY: aesKey } = settings;
  return token === undefined || aesKey === undefined ? undefined : { token, aesKey };
}

function findHalfCallback(settings: TenantSettings): SettingsProblem[] {
  const names = ["DINGTALK_CALLBACK_TOKEN", "DINGTALK_CALLBACK_AES_KEY"] as const;
  const missing = names.filter((name) => settings[name] === undefined);
  if (missing.length !== 1) return [];
  return missing.map((name) => ({ name, problem: "is missing: events by HTTP need a token and a key" }));
}
