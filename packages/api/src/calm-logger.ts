import type { Logger } from "./logger.ts";

/** A logger for lines that may come with every push. Call `close` at the end: it tells what was held back. */
export interface CalmLogger {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  close(): void;
}

interface Line {
  readonly level: "warn" | "error";
  /** Of the newest line that was held back. */
  fields: object;
  repeats: number;
  timer: NodeJS.Timeout;
}

/**
 * Logs a message at once and then, while it keeps coming, one line per period that says how often: in `repeats`, with
 * the fields of the newest. Messages are fixed texts; their fields tell nothing apart.
 */
export function createCalmLogger(logger: Logger, periodMs = 30_000): CalmLogger {
  const lines = new Map<string, Line>();

  function tell(message: string, line: Line): void {
    const { level, fields, repeats } = line;
    line.repeats = 0;
    if (repeats > 0) logger[level]({ ...fields, repeats, periodMs }, message);
  }

  function startPeriod(message: string): NodeJS.Timeout {
    return setTimeout(() => {
      const line = lines.get(message);
      if (line === undefined || line.repeats === 0) return void lines.delete(message);
      tell(message, line);
      line.timer = startPeriod(message);
    }, periodMs).unref();
  }

  function at(level: Line["level"]) {
    return (fields: object, message: string): void => {
      const line = lines.get(message);
      if (line === undefined) {
        lines.set(message, { level, fields, repeats: 0, timer: startPeriod(message) });
        logger[level](fields, message);
        return;
      }
      line.fields = fields;
      line.repeats += 1;
    };
  }

  return {
    warn: at("warn"),
    error: at("error"),
    close() {
      for (const [message, line] of lines) {
        clearTimeout(line.timer);
        tell(message, line);
      }
      lines.clear();
    },
  };
}
