/** What `npm run bench -- …` accepts. */
import { parseArgs } from "node:util";
import { exitCodes, Problem } from "../scripts/shared/problem.ts";
import { type MeasurementName, measurementNames } from "./measurements.ts";

export interface BenchArguments {
  readonly help: boolean;
  readonly quick: boolean;
  /** Which measurements, in the order in which they run. */
  readonly only: readonly MeasurementName[];
  /** Length of a round, when it is not the default. */
  readonly seconds: number | undefined;
  /** Where the JSON object goes; undefined: the last line of the output. */
  readonly json: string | undefined;
  /** Writes docs/performance.md. */
  readonly write: boolean;
}

const options = {
  help: { type: "boolean", short: "h" },
  quick: { type: "boolean" },
  only: { type: "string", multiple: true },
  seconds: { type: "string" },
  json: { type: "string" },
  write: { type: "boolean" },
} as const;

/** @throws Problem (`settings`) for arguments that do not exist or do not go together */
export function readArguments(args: readonly string[]): BenchArguments {
  const { help = false, quick = false, only, seconds, json, write = false } = parse(args);
  if (write && (quick || only !== undefined || seconds !== undefined)) {
    throw wrong("--write is for a full run: leave out --quick, --only and --seconds");
  }
  return {
    help,
    quick,
    only: only === undefined ? measurementNames : only.map(toName),
    seconds: seconds === undefined ? undefined : toSeconds(seconds),
    json,
    write,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw wrong(error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error));
  }
}

function toName(name: string): MeasurementName {
  const known = measurementNames.find((each) => each === name);
  if (known === undefined) throw wrong(`there is no measurement ${name}; there are ${measurementNames.join(", ")}`);
  return known;
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 600)) throw wrong("--seconds takes a number from above 0 to 600");
  return seconds;
}

function wrong(reason: string): Problem {
  return new Problem(exitCodes.settings, `${reason}; "npm run bench -- --help" lists what there is.`);
}

export const helpText = `npm run bench: measures dt on this machine, with a Redis and a simulated DingTalk and model of its own.

It prints tables and, as the last line, everything as one JSON object. A full run takes about five minutes;
other work on the machine shows in the numbers, and what is compared was measured in the same run.

Arguments (after "npm run bench --")
  --only <name>     only this measurement; may be given several times:
                    ${measurementNames.join(", ")}
  --quick           everything, so briefly that the numbers are rough; under a minute
  --seconds <n>     length of each round under full load
  --json <file>     the JSON object goes into this file
  --write           writes the numbers of this full run into docs/performance.md
  --help            this text

Exit codes
  0 measured     1 something failed or a message was lost     2 the arguments are wrong     6 there is no Redis
`;
