/** Shows what the services say: readable lines on the screen, or the JSON as it came. */
import type { Output, Screen } from "../shared/screen.ts";
import { isShown, readLogLine } from "./log-line.ts";
import { renderLogLine } from "./render-log.ts";

export interface LogViewOptions {
  readonly screen: Screen;
  /** The least level that is shown, or "silent". */
  readonly level: string;
  /** Where JSON lines go; readable lines when absent. */
  readonly json?: Output | undefined;
}

/** Shows one line of a service. */
export type LogView = (service: string, line: string) => void;

export function createLogView({ screen, level, json }: LogViewOptions): LogView {
  return (service, text) => {
    const line = readLogLine(text);
    if (!isShown(line.level, level)) return;
    if (json === undefined) screen.print(renderLogLine(service, line, screen.paint));
    // Plain text, such as the stack of a crash, becomes an object too: whoever reads JSON must not stumble.
    else
      json.write(line.time === undefined ? `${JSON.stringify({ level: "info", service, msg: text })}\n` : `${text}\n`);
  };
}
