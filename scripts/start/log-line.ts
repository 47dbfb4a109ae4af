/** What a line that a service printed says: a log object of ours, or plain text. */

export type Level = "debug" | "info" | "warn" | "error";

export interface LogLine {
  readonly level: Level;
  readonly message: string;
  /** Milliseconds since 1970; undefined for plain text. */
  readonly time: number | undefined;
  /** Everything else that the line carries. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const order: readonly Level[] = ["debug", "info", "warn", "error"];
/** Every line has these; they are shown in other ways or not at all. */
const ownNames = new Set(["level", "time", "msg", "pid", "hostname", "service", "name", "v"]);

/** Reads a line. One that is no log object is taken as a plain message at the level "info". */
export function readLogLine(line: string): LogLine {
  const object = parseObject(line);
  if (object === undefined || typeof object["msg"] !== "string") {
    return { level: "info", message: line, time: undefined, fields: {} };
  }
  const time = new Date(object["time"] as string | number).getTime();
  return {
    level: toLevel(object["level"]),
    message: object["msg"],
    time: Number.isNaN(time) ? undefined : time,
    fields: Object.fromEntries(Object.entries(object).filter(([name]) => !ownNames.has(name))),
  };
}

/** True when a line of this level is to be shown under this setting of LOG_LEVEL. */
export function isShown(level: Level, setting: string): boolean {
  return setting !== "silent" && order.indexOf(level) >= order.indexOf(setting as Level);
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** pino writes numbers (30 is info) unless told to write names. */
function toLevel(value: unknown): Level {
  if (typeof value === "number") return value < 30 ? "debug" : value < 40 ? "info" : value < 50 ? "warn" : "error";
  return order.find((level) => level === value) ?? (value === "fatal" ? "error" : "info");
}
