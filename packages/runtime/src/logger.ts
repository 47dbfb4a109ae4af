import { pino } from "pino";
import { toLogFields } from "./log-fields.ts";
import { hideSecretsInText } from "./secrets.ts";

/** Names and values that belong to a log line. An Error under any name is printed with its type, code and stack. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What libraries log through; the global `console` fits as well. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface ServiceLogger extends Logger {
  /** A logger whose every line also carries these fields. */
  child(fields: LogFields): ServiceLogger;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

export interface LoggerOptions {
  /** Name of the service; stands in every line. */
  name: string;
  /** @default "info" */
  level?: LogLevel;
  /** Where lines go. @default stdout, written at once so that a crash loses none */
  destination?: { write(line: string): void };
}

/**
 * Logs one JSON object per line. Values under names that look like secrets or message bodies are hidden
 * at any depth, and so are passwords, tokens and keys inside texts: a safety net, not a licence to log them.
 */
export function createLogger(options: LoggerOptions): ServiceLogger {
  const { name, level = "info", destination = pino.destination({ fd: 1, sync: true }) } = options;
  const logger = pino(
    {
      level,
      base: { service: name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return wrap(logger);
}

function wrap(logger: pino.Logger): ServiceLogger {
  const at =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, fields: LogFields = {}): void => {
      if (logger.isLevelEnabled(level)) logger[level](toLogFields(fields), hideSecretsInText(message));
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => wrap(logger.child(toLogFields(fields))),
  };
}

/** A logger that says nothing; the default of libraries. */
export const silentLogger: ServiceLogger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};
