import {
  apiCodePatterns,
  apiCodes,
  legacyCodes,
  legacyCodesByOperation,
  type Reading,
  textReadings,
} from "./code-table.ts";

const busy = new Set(["system.busy", "systembusy"]);

/** What a code of api.dingtalk.com means. */
export function readApiCode(apiCode: string, message: string, httpStatus: number): Reading {
  const code = apiCode.toLowerCase();
  // The same code stands for throttling below 500 and for a fault above.
  if (busy.has(code)) return httpStatus < 500 ? { code: "rate_limited" } : { code: "unavailable" };
  const byText = textReadings.find((entry) => entry.code.test(apiCode) && entry.text.test(message));
  if (byText !== undefined) return byText.reading;
  const known = apiCodes.get(code);
  if (known !== undefined) return known;
  if (httpStatus >= 500) return { code: "unavailable" };
  if (httpStatus === 429) return { code: "rate_limited" };
  const shaped = apiCodePatterns.find(([pattern]) => pattern.test(apiCode));
  return shaped?.[1] ?? readStatus(httpStatus);
}

/** What a number of oapi.dingtalk.com means. */
export function readLegacyCode(apiCode: string, operation: string): Reading {
  return legacyCodesByOperation.get(operation)?.get(apiCode) ?? legacyCodes.get(apiCode) ?? { code: "refused" };
}

/** What a status without any code means. */
export function readStatus(httpStatus: number): Reading {
  if (httpStatus >= 500 || httpStatus < 400) return { code: "unavailable" };
  if (httpStatus === 429) return { code: "rate_limited" };
  if (httpStatus === 401) return { code: "unauthorized", tokenRejected: true };
  if (httpStatus === 403) return { code: "permission_denied" };
  if (httpStatus === 404) return { code: "not_found" };
  if (httpStatus === 413) return { code: "too_large" };
  if (httpStatus === 408) return { code: "unavailable" };
  return { code: "invalid_request" };
}
