/** Looks for marks of what is confidential in everything that was collected. */
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { marks } from "./marks.ts";

/** A place where a secret, or what somebody wrote, came out. */
export interface Exposure {
  /** Below the folder that was scanned. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The end of the text before it, the mark, and a little of what follows. */
  readonly excerpt: string;
}

export interface Scan {
  readonly exposures: readonly Exposure[];
  /** Lines that were looked at, by the last part of the file's name: `log`, `metrics`, `jobs`. */
  readonly lines: Readonly<Record<string, number>>;
  /** Files without a line. */
  readonly empty: readonly string[];
}

/** Characters before and after the beginning of a mark. */
const EXCERPT = 80;
const anyMark = new RegExp(Object.values(marks).join("|"), "i");

/** Reads every file below a folder. */
export async function scan(folder: string): Promise<Scan> {
  const exposures: Exposure[] = [];
  const lines: Record<string, number> = {};
  const empty: string[] = [];
  for (const path of await filesBelow(folder)) {
    const file = relative(folder, path);
    const kind = /[^.]*$/.exec(file)?.[0] ?? "";
    let line = 0;
    for await (const text of createInterface(createReadStream(path))) {
      line++;
      const at = text.search(anyMark);
      if (at >= 0) exposures.push({ file, line, excerpt: text.slice(Math.max(0, at - EXCERPT), at + EXCERPT) });
    }
    lines[kind] = (lines[kind] ?? 0) + line;
    if (line === 0) empty.push(file);
  }
  return { exposures, lines, empty };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).toSorted();
}

/** What every complete run leaves behind; without one of them it was not looked at. */
const kinds = ["log", "metrics", "jobs"] as const;

/** What is wrong, in sentences; none when everything was collected and nothing confidential is in it. */
export function complaints({ exposures, lines, empty }: Scan, { complete }: { readonly complete: boolean }): string[] {
  const missing = complete ? kinds.filter((kind) => (lines[kind] ?? 0) === 0) : [];
  return [
    ...missing.map((kind) => `nothing was collected of the kind ${kind}`),
    ...empty.filter((file) => file.endsWith(".log")).map((file) => `${file} is empty: its service said nothing`),
    ...exposures.map(({ file, line, excerpt }) => `${file}:${line} exposes what is confidential: …${excerpt}`),
  ];
}
