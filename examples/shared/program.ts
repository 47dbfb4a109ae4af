/** What the examples have in common: arguments, credentials, a client, and errors that say what to do. */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { type Client, createClient, DingTalkError, type InternalAppCredentials } from "@dt/api";

type Parsed<O extends ParseArgsOptionsConfig> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>;

/** What a program is given. */
export interface Given<O extends ParseArgsOptionsConfig> {
  readonly dingtalk: Client;
  readonly credentials: InternalAppCredentials;
  /** Other hosts than DingTalk's own, such as the simulator's. */
  readonly hosts: { readonly apiUrl?: string; readonly oapiUrl?: string };
  readonly options: Parsed<O>["values"];
  /** The arguments that belong to no option. */
  readonly words: readonly string[];
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Wrong or missing input: told without a stack, exit code 2. */
export class InputError extends Error {
  override readonly name = "InputError";
}

/**
 * Runs a program and sets the exit code: 0 done, 1 a call failed, 2 wrong input, 130 stopped by Ctrl-C.
 * @param help printed for `--help`
 */
export async function runProgram<const O extends ParseArgsOptionsConfig>(
  help: string,
  options: O,
  run: (given: Given<O>) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  // The second Ctrl-C ends the process at once.
  process.once("SIGINT", () => stop.abort());
  try {
    if (process.argv.includes("--help")) {
      process.stdout.write(`${help.trim()}\n`);
      return;
    }
    const { values, positionals: words } = parse(options);
    const credentials = readCredentials();
    const hosts = readHosts();
    const dingtalk = createClient({ credentials, ...hosts });
    await run({ dingtalk, credentials, hosts, options: values, words, signal: stop.signal });
  } catch (error) {
    process.exitCode = stop.signal.aborted ? 130 : tell(error);
  }
}

/** The value of an option or argument that must be there. */
export function needed<T>(value: T | undefined, name: string): T {
  if (value !== undefined) return value;
  throw new InputError(`${name} is missing`);
}

/** A number of at least 1 from the text of an option. */
export function count(text: string, name: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 1) return value;
  throw new InputError(`${name} must be a number of at least 1, not ${text}`);
}

function parse<const O extends ParseArgsOptionsConfig>(options: O): Parsed<O> {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error));
  }
}

function readCredentials(): InternalAppCredentials {
  const { DINGTALK_APP_KEY: appKey, DINGTALK_APP_SECRET: appSecret } = process.env;
  if (appKey && appSecret) return { appKey, appSecret };
  throw new InputError(
    "set DINGTALK_APP_KEY and DINGTALK_APP_SECRET to the client id and client secret of your app, or read those of " +
      "the simulator with node --env-file=examples/simulator.env",
  );
}

function readHosts(): { readonly apiUrl?: string; readonly oapiUrl?: string } {
  const { DINGTALK_API_URL: apiUrl, DINGTALK_OAPI_URL: oapiUrl } = process.env;
  return { ...(apiUrl && { apiUrl }), ...(oapiUrl && { oapiUrl }) };
}

/** Prints what went wrong and answers the exit code. An error of the program itself is thrown again. */
function tell(error: unknown): number {
  if (error instanceof InputError) {
    console.error(`${error.message}; --help shows the arguments.`);
    return 2;
  }
  if (isFileError(error)) {
    console.error(`${error.path} cannot be opened (${error.code})`);
    return 2;
  }
  if (!(error instanceof DingTalkError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  return 1;
}

function isFileError(error: unknown): error is Error & { readonly path: string; readonly code: string } {
  return error instanceof Error && "path" in error && "code" in error;
}
