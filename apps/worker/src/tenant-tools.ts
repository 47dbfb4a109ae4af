/** What a worker holds open for a tenant: its DingTalk client and its models. */
import { type Client, createClient } from "@dt/api";
import { createModel, type Model } from "@dt/llm";
import type { CallLimiter, SharedTokenCache } from "@dt/queue";
import type { ModelSettings, Tenant } from "@dt/runtime";

export interface TenantTools {
  readonly client: Client;
  /** The tenant's model, then its fallbacks. */
  readonly models: readonly Model[];
}

export interface TenantToolsOptions {
  readonly apiUrl: string;
  readonly oapiUrl: string;
  readonly tokenCache: SharedTokenCache;
  readonly limiter: CallLimiter;
}

export function openTenantTools({ dingtalk, model }: Tenant, options: TenantToolsOptions): TenantTools {
  const { appKey, appSecret, robotCode } = dingtalk;
  return {
    client: createClient({ credentials: { appKey, appSecret }, robotCode, ...options }),
    models: [model, ...model.fallback].map(openModel),
  };
}

function openModel({ baseUrl, apiKey, name, timeoutMs, images }: ModelSettings): Model {
  return createModel({ apiKey, name, timeoutMs, images, ...(baseUrl === undefined ? {} : { baseUrl }) });
}
