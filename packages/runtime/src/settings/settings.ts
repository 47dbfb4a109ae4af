import type { z } from "zod";
import { isSecretName } from "../logging/secrets.ts";
import { type Environment, processEnvironment } from "./environment.ts";
import { SettingsError, type SettingsProblem } from "./settings-error.ts";

/**
 * Parses the environment through one schema whose keys are names of variables.
 * An empty variable counts as unset. Throws SettingsError with all problems at once.
 */
export function readSettings<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment = processEnvironment(),
): z.output<Schema> {
  const names = Object.keys(schema.shape);
  const values = Object.fromEntries(names.map((name) => [name, environment[name]]).filter(([, value]) => value));
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  throw new SettingsError(result.error.issues.map((issue) => toProblem(schema, values, issue)));
}

function toProblem(schema: z.ZodObject, values: Record<string, unknown>, issue: z.core.$ZodIssue): SettingsProblem {
  const name = String(issue.path[0] ?? "settings");
  const value = values[name];
  if (value === undefined && issue.path.length > 0 && issue.code !== "custom") {
    const description = findDescription(schema.shape[name] as z.ZodType | undefined);
    return { name, problem: description ? `is missing: set it to ${description}` : "is missing: set it" };
  }
  const shown = typeof value === "string" && mayBeShown(name) ? `is "${value}": ` : "";
  return { name, problem: `${shown}${issue.message}` };
}

/** Only what cannot be a secret is repeated; URLs may carry a password. */
function mayBeShown(name: string): boolean {
  return !isSecretName(name) && !/url|_key/i.test(name);
}

/** One line of the table of settings. */
export interface SettingDescription {
  name: string;
  /** What to set it to, as in "set it to …". */
  description: string;
  /** The value used when it is not set; absent when there is none. */
  defaultValue?: string;
}

/** What a schema reads, for tables in the documentation. */
export function describeSettings(schema: z.ZodObject): SettingDescription[] {
  return Object.entries(schema.shape).map(([name, setting]) => {
    const defaultValue = findDefault(setting as z.ZodType);
    return {
      name,
      description: findDescription(setting as z.ZodType) ?? "",
      ...(defaultValue === undefined ? {} : { defaultValue: `${defaultValue as string | number | boolean}` }),
    };
  });
}

/** A description stands on the outermost schema, or on one that `optional()` or `default()` wrapped afterwards. */
function findDescription(setting: z.ZodType | undefined): string | undefined {
  if (setting === undefined) return undefined;
  return setting.meta()?.description ?? findDescription(innerOf(setting));
}

function findDefault(setting: z.ZodType | undefined): unknown {
  if (setting === undefined) return undefined;
  return "defaultValue" in setting.def ? setting.def.defaultValue : findDefault(innerOf(setting));
}

function innerOf(setting: z.ZodType): z.ZodType | undefined {
  return "innerType" in setting.def ? (setting.def.innerType as z.ZodType) : undefined;
}
