/** What a start will do, decided from the settings alone. */
import {
  dingtalkSettings,
  type Environment,
  loadTenants,
  logSettings,
  readSettings,
  redisSettings,
  SettingsError,
  type SettingsProblem,
  tenantSettings,
  wholeNumber,
} from "@dt/runtime";
import { z } from "zod";
import { exitCodes, Problem } from "../shared/problem.ts";

export interface Plan {
  /** Undefined: a private Redis is wanted. */
  readonly redisUrl: string | undefined;
  readonly dingtalk: DingTalkPlan;
  readonly model: ModelPlan;
  /** Of the chat page; 0 picks a free one. */
  readonly pagePort: number;
  /** The least level of log lines that are shown. */
  readonly logLevel: z.output<typeof logSettings.LOG_LEVEL>;
}

export type DingTalkPlan =
  | { readonly kind: "simulated" }
  | { readonly kind: "app"; readonly appKey: string; readonly appSecret: string; readonly apiUrl: string }
  | { readonly kind: "tenants"; readonly file: string };

export type ModelPlan =
  | { readonly kind: "demo" }
  | { readonly kind: "given"; readonly baseUrl: string; readonly apiKey: string; readonly name: string }
  /** Every tenant's model stands in the tenants file. */
  | { readonly kind: "tenants" };

const startSettings = z.object({
  ...redisSettings,
  ...dingtalkSettings,
  ...tenantSettings,
  ...logSettings,
  DT_PAGE_PORT: wholeNumber({ minimum: 0, maximum: 65_535 }).default(4400),
});
type StartSettings = z.output<typeof startSettings>;

/** OpenAI's own address, which the settings leave out. */
const openAiUrl = "https://api.openai.com/v1";

/** @throws Problem (`settings`) that names everything wrong, one line each. */
export function makePlan(environment: Environment): Plan {
  try {
    const settings = readSettings(startSettings, environment);
    const dingtalk = planDingTalk(settings);
    return {
      redisUrl: environment["REDIS_URL"] ? settings.REDIS_URL : undefined,
      dingtalk,
      model: planModel(settings, dingtalk, environment),
      pagePort: settings.DT_PAGE_PORT,
      logLevel: settings.LOG_LEVEL,
    };
  } catch (error) {
    if (error instanceof SettingsError) throw toProblem(error.problems, error);
    throw error;
  }
}

function toProblem(problems: readonly SettingsProblem[], cause: unknown): Problem {
  const lines = problems.map(({ name, problem }) => `${name} ${problem}`);
  return new Problem(exitCodes.settings, lines.join("\n"), { cause });
}

function planDingTalk(settings: StartSettings): DingTalkPlan {
  const { DT_TENANTS_FILE: file, DINGTALK_APP_KEY: appKey, DINGTALK_APP_SECRET: appSecret } = settings;
  if (file !== undefined) return { kind: "tenants", file };
  if (appKey !== undefined && appSecret !== undefined) {
    return { kind: "app", appKey, appSecret, apiUrl: settings.DINGTALK_API_URL };
  }
  if (appKey === undefined && appSecret === undefined) return { kind: "simulated" };
  const name = appKey === undefined ? "DINGTALK_APP_KEY" : "DINGTALK_APP_SECRET";
  const problem =
    "is missing: set both app key and app secret to serve your DingTalk app, or neither for the simulator";
  throw new SettingsError([{ name, problem }]);
}

/** The services complete and check the settings of a tenant in the same way; what only a start adds is stood in for. */
function planModel(settings: StartSettings, dingtalk: DingTalkPlan, environment: Environment): ModelPlan {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: name } = settings;
  const demo = apiKey === undefined && baseUrl === undefined && name === undefined;
  const [tenant] = loadTenants(
    {
      ...settings,
      ...(dingtalk.kind === "simulated" ? simulated : {}),
      ...(demo ? { OPENAI_API_KEY: "demo" } : {}),
    },
    environment,
  );
  if (dingtalk.kind === "tenants" || tenant === undefined) return { kind: "tenants" };
  if (demo) return { kind: "demo" };
  const { model } = tenant;
  return { kind: "given", baseUrl: model.baseUrl ?? openAiUrl, apiKey: model.apiKey, name: model.name };
}

const simulated = {
  DINGTALK_APP_KEY: "simulated",
  DINGTALK_APP_SECRET: "simulated",
  DINGTALK_CARD_TEMPLATE_ID: "simulated",
};
