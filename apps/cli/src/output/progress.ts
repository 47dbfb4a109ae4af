import type { OutputStream } from "../host.ts";

/** Says how far long work has come. */
export interface Progress {
  show(text: string): void;
  /** Removes the line, so that the next output stands alone. */
  clear(): void;
}

const everyMs = 5_000;

/** One line that renews itself on a terminal; elsewhere a line now and then. */
export function createProgress(errors: OutputStream, now: () => number = () => performance.now()): Progress {
  let shown = false;
  let lastAt = now();
  return {
    show(text) {
      if (errors.isTTY) {
        errors.write(`\r\u001b[2K${text}`);
        shown = true;
      } else if (now() - lastAt >= everyMs) {
        lastAt = now();
        errors.write(`${text}\n`);
      }
    },
    clear() {
      if (shown) errors.write("\r\u001b[2K");
      shown = false;
    },
  };
}
