import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { interrupted } from "../dingtalk/to-cli-error.ts";
import type { Host } from "../host.ts";

export interface Question {
  readonly key: string;
  readonly label: string;
  /** Not shown while it is typed. */
  readonly secret?: true;
  /** May be left empty. */
  readonly optional?: true;
}

/**
 * Asks one question after the other on the terminal; answers by key, without those left empty.
 * @throws CliError when the input ends or Ctrl-C comes first
 */
export async function ask(host: Host, questions: readonly Question[]): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  const waiting = [...questions];
  const nextPrompt = (): Prompt | undefined => {
    const [question] = waiting;
    return question && { text: `${question.label}: `, hidden: question.secret === true };
  };
  await readLines(host, nextPrompt, (line) => {
    const [question] = waiting;
    if (question === undefined || (line === "" && question.optional !== true)) return;
    if (line !== "") answers[question.key] = line;
    waiting.shift();
  });
  return answers;
}

/** Asks a question that is answered with yes or no; everything but a clear yes is no. */
export async function askYesNo(host: Host, question: string): Promise<boolean> {
  let answer: string | undefined;
  const nextPrompt = (): Prompt | undefined => {
    return answer === undefined ? { text: `${question} [y/N] `, hidden: false } : undefined;
  };
  await readLines(host, nextPrompt, (line) => {
    answer = line;
  });
  return /^(y|yes|是|好)$/i.test(answer ?? "");
}

interface Prompt {
  readonly text: string;
  readonly hidden: boolean;
}

/**
 * Reads lines until there is no further prompt. The next prompt is set before the next character is looked at: of
 * several pasted lines none is lost, and none that is secret is shown.
 */
async function readLines(
  host: Host,
  nextPrompt: () => Prompt | undefined,
  onLine: (line: string) => void,
): Promise<void> {
  let hidden = false;
  const echo = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (!hidden) host.errors.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: host.input, output: echo, terminal: host.input.isTTY === true });
  const done = Promise.withResolvers<void>();
  const giveUp = (): void => {
    host.errors.write("\n");
    done.reject(interrupted());
  };
  const prompt = (): void => {
    const next = nextPrompt();
    if (next === undefined) return done.resolve();
    hidden = next.hidden;
    if (hidden) host.errors.write(next.text);
    lines.setPrompt(next.text);
    lines.prompt();
  };
  lines.on("line", (line) => {
    if (hidden) host.errors.write("\n");
    onLine(line.trim());
    prompt();
  });
  lines.once("SIGINT", giveUp).once("close", giveUp);
  host.interrupted.addEventListener("abort", giveUp);
  if (host.interrupted.aborted) giveUp();
  try {
    prompt();
    await done.promise;
  } finally {
    host.interrupted.removeEventListener("abort", giveUp);
    lines.off("close", giveUp).close();
  }
}
