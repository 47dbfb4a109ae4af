import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import type { Environment } from "../settings/environment.ts";
import { problemOf } from "../settings/problem.ts";
import { SettingsError, type SettingsProblem } from "../settings/settings-error.ts";
import { resolveReferences } from "./references.ts";
import type { Tenant } from "./tenant.ts";
import { completeTenant, findDuplicates, toPlace, toProblems } from "./tenant-problems.ts";
import { tenantSchema } from "./tenant-schema.ts";

/** What a tenants file says, and every file that was read for it. */
export interface TenantFile {
  tenants: Tenant[];
  files: string[];
}

/** Reads a tenants file. Throws SettingsError with all its problems, and never shows a value from it. */
export function readTenantFile(path: string, environment: Environment): TenantFile {
  const problems: SettingsProblem[] = [];
  const files = [path];
  const document = resolveReferences(parseYaml(path), {
    environment,
    folder: dirname(path),
    onFile: (file) => files.push(file),
    onProblem: (place, problem) => problems.push({ name: toPlace(place), problem }),
  });
  const tenants = listOf(document, path).map((item, index) => toTenant(item, index, problems));
  const complete = tenants.filter((tenant) => tenant !== undefined);
  // Duplicates are looked for only when every tenant is there: otherwise their numbers would not match the file.
  if (complete.length === tenants.length) problems.push(...findDuplicates(complete, (index) => `tenants[${index}]`));
  if (problems.length > 0) throw new SettingsError(uniqueByName(problems));
  return { tenants: complete, files };
}

function parseYaml(path: string): unknown {
  const lines = new LineCounter();
  // Pretty errors would quote the file, and with it perhaps a secret.
  const document = parseDocument(readText(path), { prettyErrors: false, lineCounter: lines });
  if (document.errors.length === 0) return document.toJS();
  throw new SettingsError(
    document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { name: path, problem: `line ${line}, column ${col}: this is not valid YAML (${error.code})` };
    }),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new SettingsError([{ name: `DT_TENANTS_FILE (${path})`, problem: `cannot be read: ${problemOf(error)}` }], {
      cause: error,
    });
  }
}

function listOf(document: unknown, path: string): unknown[] {
  const list =
    typeof document === "object" && document !== null && "tenants" in document ? document.tenants : undefined;
  if (Array.isArray(list) && list.length > 0) return list;
  throw new SettingsError([{ name: path, problem: "must hold a list `tenants:` with at least one tenant" }]);
}

function toTenant(item: unknown, index: number, problems: SettingsProblem[]): Tenant | undefined {
  const place = `tenants[${index}]`;
  const result = tenantSchema.safeParse(item);
  if (!result.success) {
    problems.push(...toProblems(result.error.issues, ["tenants", index]));
    return undefined;
  }
  const names = {
    cardTemplateId: `${place}.dingtalk.cardTemplateId`,
    transport: "transport",
    callback: `${place}.dingtalk.callback`,
    model: { apiKey: `${place}.model.apiKey`, name: `${place}.model.name` },
  };
  return completeTenant(result.data, names, problems);
}

/** A reference that cannot be resolved is left empty, which the schema reports again: the first report says more. */
function uniqueByName(problems: readonly SettingsProblem[]): SettingsProblem[] {
  return problems.filter((problem, index) => problems.findIndex(({ name }) => name === problem.name) === index);
}
