import { CliError } from "../cli-error.ts";
import type { Host } from "../host.ts";
import { isThirdParty } from "./app-credentials.ts";
import { ask, type Question } from "./prompt.ts";
import { readSettings, type Settings, suggestProfile } from "./settings.ts";

/** What a command needs to know before it can call DingTalk. */
export type Need = "app" | "person" | "robot";

const internalQuestions: readonly Question[] = [
  { key: "DINGTALK_APP_KEY", label: "App key (Client ID)" },
  { key: "DINGTALK_APP_SECRET", label: "App secret (Client Secret)", secret: true },
];

const thirdPartyQuestions: readonly Question[] = [
  { key: "DINGTALK_SUITE_KEY", label: "Suite key" },
  { key: "DINGTALK_SUITE_SECRET", label: "Suite secret", secret: true },
  { key: "DINGTALK_CORP_ID", label: "Corp id of the organisation" },
  { key: "DINGTALK_SUITE_TICKET", label: "Suite ticket, as DingTalk pushed it last", secret: true },
];

function questionsFor(need: Need, settings: Settings): readonly Question[] {
  if (need === "person") return [{ key: "DINGTALK_MY_USER_ID", label: "Your userId" }];
  if (need === "robot") return [{ key: "DINGTALK_ROBOT_CODE", label: "Robot code" }];
  return isThirdParty(settings) ? thirdPartyQuestions : internalQuestions;
}

export interface CompleteOptions {
  readonly host: Host;
  readonly settings: Settings;
  readonly needs: readonly Need[];
  readonly interactive: boolean;
  /** Fails with `AUTH_FAILED` when DingTalk does not know the app. */
  readonly verify: (settings: Settings) => Promise<void>;
  readonly note: (text: string) => void;
}

/**
 * The settings with everything that is needed: what is missing is asked for on a terminal, all at once, and stored.
 * @throws CliError `MISSING_CREDENTIALS` with the exact lines to set, where nobody can be asked
 */
export async function completeSettings(options: CompleteOptions): Promise<Settings> {
  const { host, settings, needs, interactive, note } = options;
  const missing = needs
    .flatMap((need) => questionsFor(need, settings))
    .filter(({ key }) => settings.get(key) === undefined);
  if (missing.length === 0) return settings;
  if (!interactive) throw await missingCredentials(host, settings, missing);
  note(`dt asks this once and stores it in ${settings.file.path}.`);
  note("App key and secret: open-dev.dingtalk.com > your app > Credentials. userId: admin console > Contacts.");
  const answers = await askUntilValid(options, withOptionalPerson(missing, settings));
  await store(settings, answers, note);
  return overlay(await readSettings(host, settings.profile), answers);
}

/** Who sets up an app is asked for their user id too, so that no later command has to ask. */
function withOptionalPerson(missing: readonly Question[], settings: Settings): readonly Question[] {
  const asksForApp = missing.some(({ key }) => key.endsWith("_SECRET"));
  const knowsPerson = settings.get("DINGTALK_MY_USER_ID") !== undefined;
  if (!asksForApp || knowsPerson || missing.some(({ key }) => key === "DINGTALK_MY_USER_ID")) return missing;
  return [...missing, { key: "DINGTALK_MY_USER_ID", label: "Your userId (empty: later)", optional: true }];
}

async function askUntilValid(
  { host, settings, verify, note }: CompleteOptions,
  missing: readonly Question[],
): Promise<Record<string, string>> {
  for (let attempt = 1; ; attempt += 1) {
    const answers = await ask(host, missing);
    try {
      await verify(overlay(settings, answers));
      return answers;
    } catch (error) {
      if (!(error instanceof CliError) || error.code !== "AUTH_FAILED") return answers;
      if (attempt === 3) throw error;
      note(`${error.message} Please try again.`);
    }
  }
}

async function store(settings: Settings, answers: Record<string, string>, note: (text: string) => void): Promise<void> {
  try {
    await settings.file.change(answers);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    note(`${settings.file.path} cannot be written (${code}); the values hold for this command only.`);
  }
}

/** The values in use even where the file cannot be written. */
function overlay(settings: Settings, answers: Readonly<Record<string, string>>): Settings {
  return {
    ...settings,
    get: (key) => answers[key] ?? settings.get(key),
    latest: async (key) => answers[key] ?? settings.latest(key),
  };
}

async function missingCredentials(host: Host, settings: Settings, missing: readonly Question[]): Promise<CliError> {
  const { profile, file, fileProblem } = settings;
  const names = missing.map(({ key }) => key);
  const near = profile === undefined ? undefined : await suggestProfile(host, profile);
  const where = profile === undefined ? "in the environment or " : "";
  const lines = names.map((name) => `${name}=...`).join("\n  ");
  const hints = [
    fileProblem === undefined ? "" : `${fileProblem}.`,
    near === undefined || near === profile ? "" : `Did you mean --profile ${near}?`,
    `Set these lines ${where}in ${file.path}:\n  ${lines}`,
  ];
  const problems = names.map((name) => ({ name, expected: `a line ${name}=...`, found: "nothing" }));
  const message = `Not configured: ${names.join(", ")} ${names.length === 1 ? "is" : "are"} missing.`;
  return new CliError("MISSING_CREDENTIALS", message, {
    hint: hints.filter((hint) => hint !== "").join("\n"),
    problems,
  });
}
