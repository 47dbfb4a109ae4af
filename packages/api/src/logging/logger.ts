/**
 * What the package logs through, in pino's order: `logger.warn({ operation, code }, "call failed")`. Lines carry
 * names, codes and times, never bodies or secrets.
 */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const nothing = (): void => {};

/** Says nothing; the default. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
