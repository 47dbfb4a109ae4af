/** What is confidential in a test carries a mark, so that it is found wherever it comes out. */
import { type App, createSimulator, defaultApp, type Simulator, type SimulatorOptions } from "@dt/simulator";

/** Longer than the four characters of a secret that may be shown. */
export const marks = { secret: "pl4ntedsecret", words: "pl4ntedwords" } as const;

export const modelKey = `${marks.secret}-of-the-model`;
/** What signs and seals callbacks; the key has the 43 characters that DingTalk's have. */
export const callbackToken = `${marks.secret}-of-callbacks`;
export const callbackKey = marks.secret.padEnd(43, "a");
export const redisPassword = `${marks.secret}-of-redis`;

/**
 * A simulator whose secrets all carry a mark: those of its apps, and the tokens, tickets and session webhooks that it
 * issues. So do the texts of its model, and what people say in words; commands must stay as they are.
 */
export async function createMarkedSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { apps = [defaultApp] } = options.world ?? {};
  const simulator = await createSimulator({
    ...options,
    world: { ...options.world, apps: apps.map(withMarkedSecret) },
    model: { ...options.model, keys: [modelKey] },
    marks: { secret: marks.secret, answer: `${marks.words} ` },
  });
  const say: Simulator["say"] = ({ text, ...said }) =>
    simulator.say(text === undefined ? said : { ...said, text: withMark(text) });
  return Object.assign(Object.create(simulator) as Simulator, { say });
}

/** The secret that an app gets. */
export function secretOf({ appKey }: Pick<App, "appKey">): string {
  return `${marks.secret}-of-${appKey}`;
}

function withMarkedSecret(app: App): App {
  return { ...app, appSecret: secretOf(app) };
}

/** At the end: what a person wants stands at the beginning. */
function withMark(text: string): string {
  return text === "" || text.startsWith("/") ? text : `${text} ${marks.words}`;
}

/** The text as it was meant. */
export function withoutMarks(text: string): string {
  return text.replaceAll(marks.words, "").trim();
}
