import type { Logger } from "./logger.ts";

/** A logger for lines that may come with every push. Call `close` at the end: it tells what was held back. */
export interface CalmLogger {
  warn(fields: object, message: string, subject?: string): void;
  error(fields: object, message: string, subject?: string): void;
  close(): void;
}

interface Line {
  readonly level: "warn" | "error";
  readonly message: string;
  /** Of the newest line that was held back. */
  fields: object;
  repeats: number;
  timer: NodeJS.Timeout;
}

/**
 * Logs a message at once and then, while it keeps coming, one line per period that says how often: in `repeats`, with
 * the fields of the newest. Messages are fixed texts, and subjects few, such as the apps of a deployment: lines about
 * another subject are told and counted apart.
 */
export function createCalmLogger(logger: Logger, periodMs = 30_000): CalmLogger {
  const lines = new Map<string, Line>();

  function tell(line: Line): void {
    const { level, message, fields, repeats } = line;
    line.repeats = 0;
    if (repeats > 0) logger[level]({ ...fields, repeats, periodMs }, message);
  }

  function startPeriod(key: string): NodeJS.Timeout {
    return setTimeout(() => {
      const line = lines.get(key);
      if (line === undefined || line.repeats === 0) return void lines.delete(key);
      tell(line);
      line.timer = startPeriod(key);
    }, periodMs).unref();
  }

  function at(level: Line["level"]) {
    return (fields: object, message: string, subject = ""): void => {
      const key = `${message} ${subject}`;
      const line = lines.get(key);
      if (line === undefined) {
        lines.set(key, { level, message, fields, repeats: 0, timer: startPeriod(key) });
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
      for (const line of lines.values()) {
        clearTimeout(line.timer);
        tell(line);
      }
      lines.clear();
    },
  };
}
