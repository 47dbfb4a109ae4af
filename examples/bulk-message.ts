/** Sends a message to many people, and goes on where it stopped when it is run again. */
import { readFile, writeFile } from "node:fs/promises";
import { toTemplate } from "@dt/api/messages";
import { needed, runProgram } from "./shared/program.ts";

const help = `
Sends a message to many people, and goes on where it stopped when it is run again.

  node examples/bulk-message.ts <message.md> --to <people.txt> [--title "…"] [--state <file>] [--again]

  <message.md>   the message; its first line is the title unless --title is given
  --to           a file with one user id per line
  --state        remembers who has it; <people.txt>.sent.json when left out
  --again        sends also to those of whom it is not known whether they got it

Exit code 1 while there is somebody who has not got it.
`;

interface State {
  readonly done: string[];
  /** May have got it: the connection broke while DingTalk worked. */
  readonly unknown: string[];
}

/** The state is saved after so many people. */
const savedAfter = 100;

await runProgram(
  help,
  { to: { type: "string" }, title: { type: "string" }, state: { type: "string" }, again: { type: "boolean" } },
  async ({ dingtalk, credentials, options, words: [file], signal }) => {
    const text = await readFile(needed(file, "<message.md>"), "utf8");
    const title = options.title ?? text.split("\n")[0]?.replace(/^#+ */, "") ?? "";
    const lines = (await readFile(needed(options.to, "--to"), "utf8")).split("\n").map((line) => line.trim());
    const people = new Set(lines.filter((line) => line !== ""));
    const stateFile = options.state ?? `${options.to}.sent.json`;
    const state = await readState(stateFile);
    const settled = new Set(options.again ? state.done : [...state.done, ...state.unknown]);
    const userIds = [...people.difference(settled)];
    const message = { robotCode: credentials.appKey, ...toTemplate({ kind: "markdown", title, text }) };

    let failed = 0;
    for (let from = 0; from < userIds.length; from += savedAfter) {
      // Split into calls of as many people as DingTalk takes; what failed is told person by person.
      const some = { ...message, userIds: userIds.slice(from, from + savedAfter) };
      const { answers, done, failures } = await dingtalk.batch("robotSendOTO", some, { signal });
      for (const { processQueryKey } of answers) console.log(`sent, processQueryKey ${processQueryKey}`);
      for (const { entry, error } of failures) console.error(`${entry}: ${error.code}, ${error.message}`);
      state.done.push(...done);
      state.unknown.push(...failures.flatMap(({ entry, error }) => (error.outcome === "unknown" ? entry : [])));
      await writeFile(stateFile, JSON.stringify(state));
      failed += failures.length;
      // Nobody of so many: what is wrong is not wrong with them.
      if (done.length === 0) break;
    }
    console.log(`${people.intersection(new Set(state.done)).size} of ${people.size} people have it`);
    if (failed > 0) process.exitCode = signal.aborted ? 130 : 1;
  },
);

async function readState(file: string): Promise<State> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as State;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { done: [], unknown: [] };
    throw error;
  }
}
