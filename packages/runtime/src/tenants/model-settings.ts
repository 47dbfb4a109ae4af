import type { SettingsProblem } from "../settings/settings-error.ts";
import type { ModelSettings, TenantModel } from "./tenant.ts";
import type { FallbackDraft, ModelDraft } from "./tenant-schema.ts";

/** Small enough for every current model; larger contexts are set where the model has them. */
const defaultContextTokens = 32_000;
const defaultTimeoutMs = 60_000;
/** Used only at OpenAI's own address: another provider does not have it. */
const defaultModelName = "gpt-5-mini";
/** Given to providers of one's own, many of which take any key, but none of which takes none. */
const noKey = "none";

const defaultSystemPrompt =
  "You are a helpful assistant in DingTalk. Answer in the language of the question, briefly and in Markdown.";

/** Where to tell the operator to set what is missing. */
export interface ModelNames {
  apiKey: string;
  name: string;
}

/** Fills in what depends on the provider and reports what only the operator can know. */
export function completeModel(draft: ModelDraft, names: ModelNames, problems: SettingsProblem[]): TenantModel {
  const main: ModelSettings = {
    ...(draft.baseUrl === undefined ? {} : { baseUrl: draft.baseUrl }),
    apiKey: draft.apiKey ?? keyOrProblem(draft.baseUrl, names.apiKey, problems),
    name: draft.name ?? nameOrProblem(draft.baseUrl, names.name, problems),
    timeoutMs: draft.timeoutMs ?? defaultTimeoutMs,
    images: draft.images ?? false,
    maxContextTokens: draft.maxContextTokens ?? defaultContextTokens,
  };
  return {
    ...main,
    systemPrompt: draft.systemPrompt ?? defaultSystemPrompt,
    fallback: (draft.fallback ?? []).map((fallback, index) => {
      const place = names.apiKey.replace(/apiKey$/, `fallback[${index}].apiKey`);
      return completeFallback(fallback, main, place, problems);
    }),
  };
}

/** A fallback takes from the main model what it does not set itself, but never carries its key to another host. */
function completeFallback(
  draft: FallbackDraft,
  main: ModelSettings,
  keyPlace: string,
  problems: SettingsProblem[],
): ModelSettings {
  const baseUrl = draft.baseUrl ?? main.baseUrl;
  const sameProvider = baseUrl === main.baseUrl;
  return {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    apiKey: draft.apiKey ?? (sameProvider ? main.apiKey : keyOrProblem(baseUrl, keyPlace, problems)),
    name: draft.name,
    timeoutMs: draft.timeoutMs ?? main.timeoutMs,
    images: draft.images ?? main.images,
    maxContextTokens: draft.maxContextTokens ?? main.maxContextTokens,
  };
}

function keyOrProblem(baseUrl: string | undefined, name: string, problems: SettingsProblem[]): string {
  if (isOpenAi(baseUrl)) {
    problems.push({ name, problem: "is missing: set it to the key of the model provider" });
  }
  return noKey;
}

function nameOrProblem(baseUrl: string | undefined, name: string, problems: SettingsProblem[]): string {
  if (!isOpenAi(baseUrl)) {
    problems.push({ name, problem: "is missing: set it to the name of a model that this provider has" });
  }
  return defaultModelName;
}

function isOpenAi(baseUrl: string | undefined): boolean {
  return baseUrl === undefined || new URL(baseUrl).hostname === "api.openai.com";
}
