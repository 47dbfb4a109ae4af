import { SettingsError } from "@dt/runtime";

/** How a script ends. The numbers are part of what it promises: `npm start -- --help` lists them. */
export const exitCodes = {
  ok: 0,
  /** A service kept failing, or something unforeseen happened. */
  failed: 1,
  /** Arguments or settings are wrong or incomplete. */
  settings: 2,
  /** The page's port is taken, or dt already runs in this folder. */
  taken: 3,
  /** No Redis can be had or reached. */
  redis: 4,
  /** DingTalk or the model provider refuses the credentials or cannot be reached. */
  remote: 5,
  /** Something that tests need is missing. */
  missing: 6,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Something the person at the keyboard can put right: told in one line, without a stack trace. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** How an error is told: known reasons in their own words, anything else is a defect and shows its stack. */
export function tellError(error: unknown): string {
  if (error instanceof Problem || error instanceof SettingsError) return `✗ ${error.message}`;
  return `✗ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
