import type { Need } from "../credentials/app.ts";
import type { Settings } from "../credentials/settings.ts";
import type { DingTalk } from "../dingtalk/dingtalk.ts";
import type { Host } from "../host.ts";
import type { GlobalFlags } from "./global-options.ts";

/** What a command works with. */
export interface Context {
  readonly host: Host;
  readonly flags: GlobalFlags;
  /** Whether somebody can be asked: terminals on both sides and no `--json`. */
  readonly interactive: boolean;
  /** Result as JSON. */
  readonly json: boolean;
  /** Environment and config file, read once. */
  readonly settings: () => Promise<Settings>;
  /** The settings with what is needed; what is missing is asked for on a terminal. @throws CliError */
  readonly complete: (needs: readonly Need[]) => Promise<Settings>;
  /** DingTalk with the credentials in use. */
  readonly dingtalk: DingTalk;
  /** Says something beside the result. */
  readonly note: (text: string) => void;
  /** How far long work has come; shown while it lasts. */
  readonly progress: (text: string) => void;
}
