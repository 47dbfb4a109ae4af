import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { invalidArguments } from "../cli-error.ts";
import { type Fields, isFields } from "../fields.ts";

/** What is left of a bulk command that broke off. */
export interface Resume {
  readonly command: string;
  /** The app that it was sent with; another one must not go on. */
  readonly robotCode: string;
  /** The message as DingTalk takes it. */
  readonly message: Fields;
  /** Got nothing yet. */
  readonly pending: readonly string[];
  /** May have got it: the outcome of their batch is not known. Never sent again by itself. */
  readonly unknown: readonly string[];
  /** Names what was sent, for recall and read status. */
  readonly processQueryKeys: readonly string[];
}

/** Writes the file, readable by its owner only; a reader never sees half of it. */
export async function writeResume(path: string, resume: Resume): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  await writeFile(draft, `${JSON.stringify(resume, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
  await rename(draft, path);
}

/** @throws CliError when it is no file of this command and robot */
export async function readResume(
  folder: string,
  name: string,
  expected: Pick<Resume, "command" | "robotCode">,
): Promise<Resume> {
  const resume = await readJson(resolve(folder, name), name);
  if (!isResume(resume)) throw invalidArguments(`${name} is no resume file of dt.`);
  if (resume.command !== expected.command)
    throw invalidArguments(`${name} goes on with dt ${resume.command}, not with dt ${expected.command}.`);
  if (resume.robotCode === expected.robotCode) return resume;
  const hint = "Use the credentials or --profile of the app that began it.";
  throw invalidArguments(`${name} was begun with the robot ${resume.robotCode}, and this is ${expected.robotCode}.`, {
    hint,
  });
}

export function removeResume(folder: string, name: string): Promise<void> {
  return rm(resolve(folder, name), { force: true });
}

async function readJson(path: string, name: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw invalidArguments(`The resume file ${name} cannot be read.`, { cause });
  }
}

function isResume(value: unknown): value is Resume {
  if (!isFields(value) || !isFields(value.message)) return false;
  const lists = [value.pending, value.unknown, value.processQueryKeys];
  return typeof value.command === "string" && typeof value.robotCode === "string" && lists.every(isTextList);
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
