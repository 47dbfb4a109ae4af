import { DingTalkError } from "../errors/dingtalk-error.ts";
import type { ClientOptions } from "./client-options.ts";

const requiredCredentials = {
  internal: ["appKey", "appSecret"],
  thirdParty: ["suiteKey", "suiteSecret", "corpId"],
  user: ["clientId", "clientSecret", "person"],
};

/** @throws DingTalkError `invalid_request` naming the option, with the right value in the message */
export function assertOptions({ credentials, ...options }: ClientOptions): void {
  const given: Readonly<Record<string, unknown>> = { ...credentials };
  for (const name of requiredCredentials[credentials.kind ?? "internal"]) {
    if (typeof given[name] !== "string" || given[name] === "")
      fail(`credentials.${name}`, "a text from the app's page in DingTalk's developer console");
  }
  for (const name of ["apiUrl", "oapiUrl"] as const) {
    if (!/^https?:$/.test(URL.parse(options[name] ?? "https:a")?.protocol ?? ""))
      fail(name, "a web address such as https://api.dingtalk.com");
  }
  for (const [name, least] of [
    ["timeoutMs", 1],
    ["maxAttempts", 1],
    ["maxWaitMs", 0],
  ] as const) {
    const value = options[name] ?? least;
    if (!Number.isFinite(value) || value < least) fail(name, `a number of at least ${least}`);
  }
}

function fail(field: string, expected: string): never {
  throw new DingTalkError(`createClient: ${field} must be ${expected}.`, { code: "invalid_request", field });
}
