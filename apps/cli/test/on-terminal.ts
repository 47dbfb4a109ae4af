import { spawn, spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { onTestFinished } from "vitest";
import { binFile } from "./dt-process.ts";

/** Whether this machine has the program that gives another one a terminal (util-linux; on other systems it differs). */
export const hasTerminals = spawnSync("script", ["--version"], { encoding: "utf8" })
  .output?.join("")
  .includes("util-linux");

export interface TerminalOptions {
  /** All that the process gets, besides PATH. */
  readonly environment: Readonly<Record<string, string>>;
  readonly home: string;
  /** What a person types, each when something new that matches is shown. */
  readonly typed?: readonly { readonly after: RegExp; readonly text: string | ((shown: string) => Promise<string>) }[];
  readonly columns?: number;
}

export interface Shown {
  readonly code: number;
  /** What is on the screen at the end, without control characters. */
  readonly screen: string;
}

/** Runs `dt` as a process on a real terminal with somebody in front of it. */
export function runOnTerminal(words: readonly string[], options: TerminalOptions): Promise<Shown> {
  return runProgramOnTerminal([process.execPath, binFile, ...words], options);
}

/** The same with another program. */
export async function runProgramOnTerminal(program: readonly string[], options: TerminalOptions): Promise<Shown> {
  const { environment, home, typed = [], columns = 100 } = options;
  const command = program.map((word) => `'${word}'`).join(" ");
  // oxlint-disable-next-line node/no-process-env -- programs that dt starts are found by it
  const env = { PATH: process.env.PATH, HOME: home, TERM: "xterm", ...environment };
  const line = `stty cols ${columns} rows 40; exec ${command}`;
  const child = spawn("script", ["-qefc", line, "/dev/null"], { env, cwd: home, stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [shown, seen] = ["", 0];
  const waiting = [...typed];
  const type = async (): Promise<void> => {
    const [next] = waiting;
    const found = next?.after.exec(plain(shown).slice(seen));
    if (next === undefined || found === null || found === undefined) return;
    waiting.shift();
    seen += found.index + found[0].length;
    child.stdin.write(typeof next.text === "string" ? next.text : await next.text(found[0]));
    await type();
  };
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    void type();
  });
  const code = await new Promise<number>((resolve) => {
    child.on("close", (exitCode) => resolve(exitCode ?? -1));
  });
  return { code, screen: plain(withoutErased(shown)) };
}

const eraseLine = "\r\u001b[2K";

/** Without lines that were written over, such as progress. */
function withoutErased(text: string): string {
  const [last = "", ...before] = text.split(eraseLine).toReversed();
  const kept = before.toReversed().map((piece) => piece.slice(0, piece.lastIndexOf("\n") + 1));
  return [...kept, last].join("");
}

function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll("\r", "");
}
