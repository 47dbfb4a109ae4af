/** What `npm start -- …` accepts. */
import { parseArgs } from "node:util";
import { exitCodes, Problem } from "../shared/problem.ts";

export interface StartArguments {
  readonly help: boolean;
  /** Log lines as the services wrote them, one JSON object per line on stdout; all else goes to stderr. */
  readonly jsonLogs: boolean;
}

/** @throws Problem (`settings`) for an argument that does not exist. */
export function readArguments(args: readonly string[], environment: NodeJS.ProcessEnv): StartArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { help: { type: "boolean", short: "h" }, "json-logs": { type: "boolean" } },
    });
    return {
      help: values.help ?? false,
      jsonLogs: values["json-logs"] ?? environment["LOG_FORMAT"] === "json",
    };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error);
    throw new Problem(exitCodes.settings, `${reason}; "npm start -- --help" lists what there is.`, { cause: error });
  }
}

export const helpText = `npm start: serves a DingTalk bot on this machine, and stops it with Ctrl-C.

Without any setting it brings a simulated DingTalk with a chat page, a demo model and a private Redis.
Conversations are kept in the folder .dt; remove it to begin anew.

Arguments (after "npm start --")
  --json-logs   log lines as JSON on stdout, everything else on stderr; LOG_FORMAT=json does the same
  --help        this text

Settings (environment, or a file .env; .env.example names them all)
  DINGTALK_APP_KEY, DINGTALK_APP_SECRET          serve this DingTalk app instead of the simulator
  DT_TENANTS_FILE                                serve the apps of this file
  OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL  use this model instead of the demo
  REDIS_URL                                      use this Redis instead of a private one
  DT_PAGE_PORT                                   port of the chat page (4400; 0 picks a free one)
  LOG_LEVEL                                      debug, info, warn, error or silent

Exit codes
  0 stopped as asked     1 a service kept failing     2 arguments or settings are wrong
  3 the page's port is taken, or dt already runs here     4 no Redis
  5 DingTalk or the model refuses the credentials or cannot be reached
`;
