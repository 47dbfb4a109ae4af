/** Starts an approval for each line of a table and waits for the decisions. */
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { type Client, DingTalkError } from "@dt/api";
import { readCsv } from "./shared/csv.ts";
import { count, InputError, needed, runProgram } from "./shared/program.ts";

const help = `
Starts an approval for each line of a table and waits for the decisions.

  node examples/request-approvals.ts <table.csv> --form <name> [--minutes 60] [--every 10]

  <table.csv>   the column userId names who asks; the other columns are named like the fields of the form
  --form        name of the form
  --minutes     how long to wait for the decisions
  --every       seconds between two looks

Exit code 1 unless everything was agreed to.
`;

await runProgram(
  help,
  {
    form: { type: "string" },
    minutes: { type: "string", default: "60" },
    every: { type: "string", default: "10" },
  },
  async ({ dingtalk, options, words: [file], signal }) => {
    const rows = await readTable(needed(file, "<table.csv>"));
    const processCode = await dingtalk.workflow.processCode(needed(options.form, "--form"), { signal });
    const everyMs = count(options.every, "--every") * 1_000;
    const until = AbortSignal.any([signal, AbortSignal.timeout(count(options.minutes, "--minutes") * 60_000)]);
    const started: string[] = [];
    for (const row of rows) started.push(await start(dingtalk, processCode, row, signal));
    const results = await Promise.all(started.map((id) => decision(dingtalk, id, everyMs, until)));
    for (const [index, result] of results.entries()) console.log(`${started[index]}: ${result}`);
    if (results.some((result) => result !== "agree")) process.exitCode = 1;
  },
);

async function readTable(file: string): Promise<Record<string, string>[]> {
  const rows = readCsv(await readFile(file, "utf8"));
  if (rows.length > 0 && rows.every(({ userId }) => userId)) return rows;
  throw new InputError(`${file} needs a first line with names, one of them userId, and a userId in every other line`);
}

async function start(
  dingtalk: Client,
  processCode: string,
  { userId = "", ...fields }: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  const { dept_id_list: [dept = 1] = [] } = await dingtalk.users.get({ userId }, { signal });
  // The root department has another id here.
  const from = { originatorUserId: userId, deptId: dept === 1 ? -1 : dept };
  const formComponentValues = Object.entries(fields).map(([name, value]) => ({ name, value }));
  try {
    const id = await dingtalk.workflow.create({ ...from, processCode, formComponentValues }, { signal });
    console.log(`${id}: started for ${userId}`);
    return id;
  } catch (error) {
    // There is no key that would make a repeat harmless: whoever repeats has to look first.
    const unclear = error instanceof DingTalkError && error.outcome === "unknown";
    if (unclear) console.error(`the approval of ${userId} may have been started; look before you run this again`);
    throw error;
  }
}

/** `agree`, `refuse`, `terminated`, or `open` when the time is over. */
async function decision(dingtalk: Client, id: string, everyMs: number, signal: AbortSignal): Promise<string> {
  while (!signal.aborted) {
    const { status = "", result } = await dingtalk.workflow.get(id);
    if (status === "COMPLETED") return result ?? "unknown";
    if (status !== "RUNNING") return status.toLowerCase();
    await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return "open";
}
