/** Why a service could not start although its settings are well-formed. */
export type StartupErrorCode = "port_taken" | "port_refused" | "unreachable" | "unauthorized" | "unsupported";

/**
 * A known reason not to start, told to the operator in one line and without a stack trace.
 * The message says what to do.
 */
export class StartupError extends Error {
  override readonly name = "StartupError";
  readonly code: StartupErrorCode;

  constructor(code: StartupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
