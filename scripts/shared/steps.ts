/** Steps of some length: what is being done and for how many seconds, then a line that it is done. */
import type { Screen } from "./screen.ts";

export interface StepText {
  /** While it goes on: "starting Redis". */
  readonly doing: string | (() => string);
  /** What is printed at its end; nothing when absent or undefined. */
  readonly done?: (() => string | undefined) | undefined;
  /** True for steps so short that without a terminal they are not worth a line. */
  readonly quiet?: boolean;
}

/** Runs one step under the status line. A failure removes the line and is thrown on. */
export async function runStep<Result>(screen: Screen, text: StepText, work: () => Promise<Result>): Promise<Result> {
  const doing = typeof text.doing === "string" ? () => text.doing as string : text.doing;
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1_000;
  if (!screen.interactive && text.quiet !== true) screen.print(`… ${doing()}`);
  screen.status(() => `${doing()} … ${Math.floor(seconds())} s`);
  try {
    const result = await work();
    screen.status(undefined);
    const done = text.done?.();
    if (done !== undefined) printDone(screen, done, seconds());
    return result;
  } finally {
    screen.status(undefined);
  }
}

/** A tick, what is done, and how long it took. */
export function printDone(screen: Screen, what: string, seconds: number): void {
  screen.print(`${screen.paint("green", "✓")} ${what} ${screen.paint("dim", `(${seconds.toFixed(1)} s)`)}`);
}

/** Something that is not as it should be, but does not end the work. */
export function printWarning(screen: Screen, what: string): void {
  screen.print(`${screen.paint("yellow", "!")} ${what}`);
}
