import { pino } from "pino";
import { toLogFields } from "./log-fields.ts";
import { hideSecretsInText } from "./secrets.ts";

/**
 * What libraries log through, in pino's order: `logger.warn({ tenant, error }, "could not send")`.
 * An Error under any name is printed with its type, code, message, stack and cause.
 */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface ServiceLogger extends Logger {
  /** A logger whose every line also carries these fields. */
  child(fields: object): ServiceLogger;
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
    (fields: object, message: string): void => {
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
