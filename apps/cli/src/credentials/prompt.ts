import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Host } from "../host.ts";

export interface Question {
  readonly key: string;
  readonly label: string;
  /** Not shown while it is typed. */
  readonly secret?: true;
  /** May be left empty. */
  readonly optional?: true;
}

/** Asks one question after the other on the terminal; answers by key, without those left empty. */
export async function ask(host: Host, questions: readonly Question[]): Promise<Record<string, string>> {
  return withLines(host, async (readLine) => {
    const answers: Record<string, string> = {};
    for (const question of questions) {
      const answer = await askUntilAnswered(question, readLine);
      if (answer !== "") answers[question.key] = answer;
    }
    return answers;
  });
}

async function askUntilAnswered({ label, secret, optional }: Question, readLine: ReadLine): Promise<string> {
  for (;;) {
    const answer = (await readLine(`${label}: `, secret === true)).trim();
    if (answer !== "" || optional === true) return answer;
  }
}

/** Asks a question that is answered with yes or no; everything but a clear yes is no. */
export async function askYesNo(host: Host, question: string): Promise<boolean> {
  const answer = await withLines(host, (readLine) => readLine(`${question} [y/N] `, false));
  return /^(y|yes|是|好)$/i.test(answer.trim());
}

type ReadLine = (prompt: string, hidden: boolean) => Promise<string>;

async function withLines<T>(host: Host, use: (readLine: ReadLine) => Promise<T>): Promise<T> {
  let hidden = false;
  // The interface echoes what is typed into its output; while an answer is hidden, that goes nowhere.
  const echo = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (!hidden) host.errors.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: host.input, output: echo, terminal: host.input.isTTY === true });
  const ended = new AbortController();
  const end = (): void => ended.abort();
  lines.once("SIGINT", end).once("close", end);
  try {
    return await use(async (prompt, secret) => {
      if (secret) host.errors.write(prompt);
      hidden = secret;
      const answer = await lines.question(secret ? "" : prompt, {
        signal: AbortSignal.any([ended.signal, host.interrupted]),
      });
      if (secret) host.errors.write("\n");
      hidden = false;
      return answer;
    });
  } finally {
    lines.close();
  }
}
