import type { CliError, ErrorCode } from "../cli-error.ts";
import type { Context } from "../command/context.ts";

/** What a check found. */
export interface Finding {
  readonly status: "ok" | "warning" | "failed" | "skipped";
  readonly message: string;
  /** What to click or type. */
  readonly fix?: string | undefined;
  /** With `failed`: the code that the command ends with when this is the first failure. */
  readonly code?: ErrorCode;
}

export interface Check {
  readonly name: string;
  /** Never rejects for what it looks at; what it throws is a finding too. */
  readonly run: (context: Context) => Promise<Finding>;
}

export function ok(message: string): Finding {
  return { status: "ok", message };
}

export function warning(message: string, fix: string): Finding {
  return { status: "warning", message, fix };
}

export function skipped(message: string): Finding {
  return { status: "skipped", message };
}

/** A failure as a finding. */
export function failedBy({ code, message, details }: CliError, fix = details.hint): Finding {
  return { status: "failed", message, fix, code };
}
