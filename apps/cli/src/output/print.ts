import { CliError } from "../cli-error.ts";
import { defined, type Fields } from "../fields.ts";
import type { OutputStream } from "../host.ts";
import type { Answer } from "./answer.ts";
import { escapeControls, withoutControls } from "./control-characters.ts";

const defaultColumns = 80;

/** The JSON form of a result. */
function toJson(answer: Answer): Fields {
  const { data, nextCursor, total, failure } = answer;
  if (failure === undefined) return defined({ success: true, data: data ?? null, nextCursor, total });
  return defined({ ...failureToJson(failure), data, nextCursor, total });
}

/** The JSON form of a failure. */
export function failureToJson({ code, message, details }: CliError): Fields {
  const { cause: _cause, exitCode: _exitCode, ...known } = details;
  return { success: false, error: { code, message, ...defined(known) } };
}

/** Prints a result. */
export async function printAnswer(answer: Answer, output: OutputStream, json: boolean): Promise<void> {
  if (json) return write(output, `${stringify(toJson(answer), output)}\n`);
  const { renderAnswer } = await import("./render.ts");
  const shown = renderAnswer(answer, output.columns ?? defaultColumns);
  await write(output, shown.map((line) => `${line}\n`).join(""));
}

export async function printFailure(failure: CliError, output: OutputStream): Promise<void> {
  await write(output, `${stringify(failureToJson(failure), output)}\n`);
}

/** What went wrong and what to do, for people. */
export function failureLines({ message, details }: CliError): string[] {
  const { hint, missingScopes, requestId, apiCode } = details;
  const facts = [
    missingScopes === undefined ? "" : `missing permissions: ${missingScopes.join(", ")}`,
    apiCode === undefined ? "" : `DingTalk's code: ${apiCode}`,
    requestId === undefined ? "" : `request id: ${requestId}`,
  ].filter((fact) => fact !== "");
  return [
    `error: ${message}`,
    ...facts.map((fact) => `  ${fact}`),
    ...(hint === undefined ? [] : hint.split("\n").map((line) => `  ${line}`)),
  ].map(withoutControls);
}

/** Indented for eyes, on one line for programs. */
function stringify(value: Fields, output: OutputStream): string {
  return escapeControls(JSON.stringify(value, undefined, output.isTTY ? 2 : undefined));
}

/** Resolves once the text is on its way. A reader that has gone is no error. @throws CliError for a disk that is full */
export function write(output: OutputStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, (cause?: NodeJS.ErrnoException | null) => {
      if (cause === undefined || cause === null || isReaderGone(cause)) return resolve();
      const message = `The result cannot be written (${cause.code ?? cause.message}).`;
      reject(new CliError("UNKNOWN_ERROR", message, { hint: "The command itself was done.", cause }));
    });
  });
}

function isReaderGone({ code }: NodeJS.ErrnoException): boolean {
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED";
}
