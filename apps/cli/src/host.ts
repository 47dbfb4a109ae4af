import type { Readable, Writable } from "node:stream";

/** Names and values of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type InputStream = Readable & { readonly isTTY?: boolean };
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command sees of its process; tests give it another one. */
export interface Host {
  readonly environment: Environment;
  /** The folder that holds `.dingtalk-skills`. */
  readonly home: string;
  /** Relative file names start here. */
  readonly folder: string;
  readonly input: InputStream;
  /** Results. */
  readonly output: OutputStream;
  /** Everything else. */
  readonly errors: OutputStream;
  /** Aborted by the first Ctrl-C. */
  readonly interrupted: AbortSignal;
}
