import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import type { Host } from "../src/host.ts";
import { run } from "../src/run.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What one command line did. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON. */
  readonly json: {
    readonly success: boolean;
    readonly data: unknown;
    readonly error: Readonly<Record<string, unknown>>;
    readonly nextCursor?: unknown;
    readonly total?: unknown;
  };
}

export interface DtOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** @default an empty folder */
  readonly home?: string;
  /** @default the home */
  readonly folder?: string;
  /** Standard input. */
  readonly input?: string | PassThrough;
  /** Run on a terminal with so many columns, where questions get these answers. */
  readonly terminal?: { readonly columns?: number; readonly answers?: readonly string[] };
  readonly interrupted?: AbortSignal;
  /** Also gets what goes to standard error, as it comes. */
  readonly errors?: PassThrough;
}

/** Runs a command line in this process. */
export async function dt(words: readonly string[], options: DtOptions = {}): Promise<Outcome> {
  const home = options.home ?? temporaryFolder();
  const { terminal } = options;
  const [input, output, errors] = [toInput(options.input), collect(), collect()];
  const answers = [...(terminal?.answers ?? [])];
  errors.stream.on("data", (chunk: Buffer) => {
    const asked = /(: |\] )$/.test(stripVTControlCharacters(chunk.toString()));
    const answer = asked ? answers.shift() : undefined;
    if (answer !== undefined) setImmediate(() => input.write(`${answer}\r`));
  });
  if (options.errors !== undefined) errors.stream.pipe(options.errors);
  if (terminal !== undefined) {
    Object.assign(input, { isTTY: true });
    Object.assign(output.stream, { isTTY: true, columns: terminal.columns ?? 100 });
    Object.assign(errors.stream, { isTTY: true });
  }
  const host: Host = {
    environment: options.environment ?? {},
    home,
    folder: options.folder ?? home,
    input,
    output: output.stream,
    errors: errors.stream,
    interrupted: options.interrupted ?? new AbortController().signal,
  };
  const code = await run(words, host);
  const [out, err] = [output.text(), errors.text()];
  return {
    code,
    out,
    err,
    get json() {
      return JSON.parse(out) as Outcome["json"];
    },
  };
}

function toInput(given: string | PassThrough | undefined): PassThrough {
  if (given instanceof PassThrough) return given;
  const stream = new PassThrough();
  if (given !== undefined) stream.end(given);
  return stream;
}

function collect(): { readonly stream: PassThrough; text(): string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
