import type { Need } from "../credentials/app.ts";
import { readSettings, type Settings } from "../credentials/settings.ts";
import { createDingTalk } from "../dingtalk/dingtalk.ts";
import type { Host } from "../host.ts";
import type { Progress } from "../output/progress.ts";
import type { Context } from "./context.ts";
import type { GlobalFlags } from "./global-options.ts";

export interface CreateContextOptions {
  readonly host: Host;
  readonly flags: GlobalFlags;
  readonly json: boolean;
  readonly progress: Progress;
}

/** Wires what a command works with. Nothing is read or opened before it is used. */
export function createContext({ host, flags, json, progress }: CreateContextOptions): Context {
  const interactive = !flags.json && host.input.isTTY === true && host.errors.isTTY === true;
  let current: Promise<Settings> | undefined;
  const settings = (): Promise<Settings> => (current ??= readSettings(host, flags.profile));
  const note = (text: string): void => {
    progress.clear();
    host.errors.write(`${text}\n`);
  };

  async function complete(needs: readonly Need[]): Promise<Settings> {
    const [{ completeSettings }, known] = await Promise.all([import("../credentials/app.ts"), settings()]);
    const completed = await completeSettings({ host, settings: known, needs, interactive, verify, note });
    current = Promise.resolve(completed);
    return completed;
  }

  const dingtalk = createDingTalk({
    dryRun: flags.dryRun,
    settings,
    complete,
    interrupted: host.interrupted,
    connect: async (known, credentials) => {
      const { connectDingTalk } = await import("../dingtalk/connect.ts");
      const debug = flags.debug ? note : undefined;
      return connectDingTalk({ settings: known, credentials, debug, progress: (text) => progress.show(text) });
    },
  });
  return {
    host,
    flags,
    interactive,
    json,
    settings,
    complete,
    dingtalk,
    note,
    progress: (text) => progress.show(text),
  };
}

/** Tries credentials before they are stored. */
async function verify(settings: Settings): Promise<void> {
  const [{ verifyApp }, { toCliError }] = await Promise.all([
    import("../dingtalk/connect.ts"),
    import("../dingtalk/to-cli-error.ts"),
  ]);
  await verifyApp(settings).catch((error: unknown) => Promise.reject(toCliError(error)));
}
