/** The terminal: lines that stay, and below them one line that says what is going on now. */
import { stripVTControlCharacters, styleText } from "node:util";

/** What a screen writes to; `process.stdout` is one. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A colour or style of `util.styleText`. */
export type Style = Parameters<typeof styleText>[0];

/** Styles a text where the output shows colours; elsewhere returns it as it is. */
export type Paint = (style: Style, text: string) => string;

export interface Screen {
  /** True on a terminal: the status line is shown and may be coloured. */
  readonly interactive: boolean;
  readonly paint: Paint;
  /** Prints lines that stay, above the status line. */
  print(text: string): void;
  /**
   * What the status line says, asked anew a few times a second when it is a function; undefined removes it. Nothing
   * without a terminal.
   */
  status(text: string | (() => string) | undefined): void;
  /** Removes the status line and stops; printing goes on working. */
  close(): void;
}

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const refreshMs = 200;
const clearLine = "\r\u001b[K";

/** Colours and the status line appear on a terminal only; `NO_COLOR` and `FORCE_COLOR` are respected. */
export function createScreen(output: Output, environment: Readonly<Record<string, string | undefined>>): Screen {
  const interactive = output.isTTY === true && environment["TERM"] !== "dumb";
  const coloured = environment["NO_COLOR"] ? false : interactive || Boolean(environment["FORCE_COLOR"]);
  let status: string | (() => string) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let frame = 0;

  const paint: Paint = (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text);
  const draw = (): void => {
    if (status === undefined) return;
    const text = stripVTControlCharacters(typeof status === "string" ? status : status());
    const fitting = text.slice(0, Math.max(10, (output.columns ?? 80) - 3));
    const mark = typeof status === "string" ? "●" : (frames[frame % frames.length] ?? "");
    output.write(`${clearLine}${paint("cyan", mark)} ${paint("dim", fitting)}`);
  };
  const tick = (): void => {
    frame += 1;
    draw();
  };
  const show = (text: string | (() => string) | undefined): void => {
    if (!interactive) return;
    if (status !== undefined) output.write(clearLine);
    status = text;
    clearInterval(timer);
    // The display must not keep the process alive.
    timer = typeof text === "function" ? setInterval(tick, refreshMs).unref() : undefined;
    draw();
  };
  return {
    interactive,
    paint,
    print(text) {
      output.write(status === undefined ? `${text}\n` : `${clearLine}${text}\n`);
      draw();
    },
    status: show,
    close: () => show(undefined),
  };
}
