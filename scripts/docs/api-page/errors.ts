import type { Operation } from "@dt/api";
import { readAnswer } from "../../../packages/api/src/errors/classify-answer.ts";
import { DingTalkError } from "../../../packages/api/src/errors/dingtalk-error.ts";

/** DingTalk's codes for an operation by the code that a client's error has. */
export function codesByMeaning(operation: Operation): Map<string, string[]> {
  const meanings = new Map<string, string[]>();
  for (const [status, codes] of Object.entries(operation.errors)) {
    for (const code of codes) {
      const meaning = meaningOf(operation, Number(status), code);
      const shown = Number(status) === usualStatus(operation) ? `\`${code}\`` : `\`${code}\` (HTTP ${status})`;
      meanings.set(meaning, [...(meanings.get(meaning) ?? []), shown]);
    }
  }
  return new Map([...meanings].toSorted(([one], [other]) => one.localeCompare(other)));
}

/** The older host answers failures with HTTP 200. */
function usualStatus({ host }: Operation): number {
  return host === "oapi" ? 200 : 400;
}

function meaningOf(operation: Operation, status: number, code: string): string {
  const body = operation.host === "oapi" ? { errcode: Number(code), errmsg: "" } : { code, message: "" };
  try {
    readAnswer(operation, { status, text: JSON.stringify(body), headers: { get: () => null } });
  } catch (error) {
    if (error instanceof DingTalkError) return error.code;
    throw error;
  }
  throw new Error(`${operation.name}: ${code} counts as success`);
}
