import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { invalidArguments } from "../cli-error.ts";
import type { Host } from "../host.ts";

/**
 * What a value of `--data` and other JSON flags means: `@file` is the file's content, `-` or `@-` standard input,
 * everything else stands for itself.
 */
export async function readValue(host: Host, value: string): Promise<string> {
  if (value === "-" || value === "@-") return readAll(host.input);
  return value.startsWith("@") ? readNamedFile(host, value.slice(1)) : value;
}

/** @throws CliError naming the file */
export async function readNamedFile(host: Host, name: string): Promise<string> {
  try {
    return await readFile(resolve(host.folder, name), "utf8");
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw invalidArguments(`The file ${name} cannot be read (${reason}).`, { cause });
  }
}

/** @throws CliError naming flag and place of the mistake */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const place = cause instanceof Error ? `: ${cause.message}` : "";
    const hint = `Give JSON such as '{"name":"value"}', or a file as ${name} @file.json.`;
    throw invalidArguments(`The value of ${name} is not JSON${place}.`, { hint, cause });
  }
}
