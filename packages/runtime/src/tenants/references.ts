import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Environment } from "../settings/environment.ts";
import { problemOf } from "../settings/problem.ts";

export interface ReferenceOptions {
  environment: Environment;
  /** Relative paths start here. */
  folder: string;
  onFile: (path: string) => void;
  onProblem: (place: readonly PropertyKey[], problem: string) => void;
}

/**
 * Replaces, anywhere in a parsed document, `${NAME}` by a variable and `{ file: path }` by the text of a file
 * without the line break at its end. `$${` stands for a literal `${`.
 */
export function resolveReferences(value: unknown, options: ReferenceOptions, place: PropertyKey[] = []): unknown {
  if (typeof value === "string") return insertVariables(value, options, place);
  if (Array.isArray(value)) return value.map((item, index) => resolveReferences(item, options, [...place, index]));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === "file" && typeof only[1] === "string") {
    return readReferencedFile(insertVariables(only[1], options, place), options, place);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, resolveReferences(item, options, [...place, key])]));
}

function insertVariables(text: string, options: ReferenceOptions, place: PropertyKey[]): string {
  return text.replace(/(\$?)\$\{([^}]*)\}/g, (whole, escape: string, name: string) => {
    if (escape !== "") return whole.slice(1);
    const value = options.environment[name];
    if (!value) options.onProblem(place, `needs the variable ${name}, which is not set`);
    return value ?? "";
  });
}

function readReferencedFile(file: string, options: ReferenceOptions, place: PropertyKey[]): string {
  const path = resolve(options.folder, file);
  options.onFile(path);
  try {
    const text = readFileSync(path, "utf8").replace(/\r?\n$/, "");
    if (text === "") options.onProblem(place, `needs the file ${path}, which is empty`);
    return text;
  } catch (error) {
    options.onProblem(place, `needs the file ${path}, which cannot be read: ${problemOf(error)}`);
    return "";
  }
}
