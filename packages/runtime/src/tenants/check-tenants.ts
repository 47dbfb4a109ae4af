import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { z } from "zod";
import type { Environment } from "../settings/environment.ts";
import { readSettings } from "../settings/settings.ts";
import { SettingsError, type SettingsProblem } from "../settings/settings-error.ts";
import { dingtalkSettings, tenantSettings } from "../settings/shared-settings.ts";
import type { Tenant } from "./tenant.ts";
import { loadTenants, type TenantSettings } from "./tenants.ts";

/** What services would make of their tenants. Holds secrets in `tenant`: never show it as a whole. */
export interface TenantsCheck {
  /** The tenants file; absent when the environment describes the single tenant. */
  readonly file?: string;
  /** DingTalk's hosts; absent when they are not right. */
  readonly hosts?: { readonly api: string; readonly oapi: string };
  readonly tenants: readonly CheckedTenant[];
  /** What is wrong outside of single tenants. */
  readonly problems: readonly SettingsProblem[];
}

export interface CheckedTenant {
  /** As it is written; absent when it is not. */
  readonly id?: string;
  /** Where it is described: `tenants[1]`, or `environment`. */
  readonly place: string;
  readonly problems: readonly SettingsProblem[];
  /** Present when a service would start with all tenants. */
  readonly tenant?: Tenant;
}

/** Looks at the tenants as a service does at its start, and tells of every problem with the tenant it belongs to. */
export function checkTenants(environment: Environment): TenantsCheck {
  const { value: settings, problems } = attempt(() => readSettings(z.object(dingtalkSettings), environment));
  const hosts = settings && { api: settings.DINGTALK_API_URL, oapi: settings.DINGTALK_OAPI_URL };
  const checked = checkSettings(environment);
  return { ...checked, ...(hosts === undefined ? {} : { hosts }), problems: [...problems, ...checked.problems] };
}

type CheckedSettings = Pick<TenantsCheck, "file" | "tenants" | "problems">;

function checkSettings(environment: Environment): CheckedSettings {
  const { value: settings, problems } = attempt(() => readSettings(z.object(tenantSettings), environment));
  const file = environment.DT_TENANTS_FILE || undefined;
  if (settings === undefined) {
    if (file === undefined) return { tenants: [{ id: "default", place: "environment", problems }], problems: [] };
    return { file, tenants: [], problems };
  }
  return file === undefined ? checkSingle(settings, environment) : checkFile(file, settings, environment);
}

function checkSingle(settings: TenantSettings, environment: Environment): CheckedSettings {
  const { value, problems } = attempt(() => loadTenants(settings, environment));
  const [tenant] = value ?? [];
  const checked = { id: "default", place: "environment", problems };
  return { tenants: [tenant === undefined ? checked : { ...checked, tenant }], problems: [] };
}

function checkFile(file: string, settings: TenantSettings, environment: Environment): CheckedSettings {
  const { value, problems } = attempt(() => loadTenants(settings, environment));
  if (value !== undefined) {
    const tenants = value.map((tenant, index) => ({ id: tenant.id, place: placeOf(index), problems: [], tenant }));
    return { file, tenants, problems: [] };
  }
  const tenants = idsIn(file).map((id, index) => {
    const own = problems.filter((problem) => belongsTo(problem, index));
    return { ...(id === undefined ? {} : { id }), place: placeOf(index), problems: own };
  });
  const others = problems.filter((problem) => !tenants.some((_tenant, index) => belongsTo(problem, index)));
  return { file, tenants, problems: others };
}

function placeOf(index: number): string {
  return `tenants[${index}]`;
}

function belongsTo({ name }: SettingsProblem, index: number): boolean {
  return name === placeOf(index) || name.startsWith(`${placeOf(index)}.`);
}

/** The ids in a file that cannot be used as a whole; as many as there are tenants in it. */
function idsIn(file: string): (string | undefined)[] {
  const document: unknown = readYaml(file);
  const list = isRecord(document) && Array.isArray(document.tenants) ? (document.tenants as unknown[]) : [];
  return list.map((tenant) => (isRecord(tenant) && typeof tenant.id === "string" ? tenant.id : undefined));
}

/** Undefined for what cannot be read; the check itself has said so. */
function readYaml(file: string): unknown {
  try {
    return parseDocument(readFileSync(file, "utf8"), { prettyErrors: false }).toJS();
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function attempt<T>(run: () => T): { value: T | undefined; problems: readonly SettingsProblem[] } {
  try {
    return { value: run(), problems: [] };
  } catch (error) {
    if (error instanceof SettingsError) return { value: undefined, problems: error.problems };
    throw error;
  }
}
