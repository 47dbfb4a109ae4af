/** What all measurements have in common. */

/** How long and how much is measured. */
export interface Effort {
  /** Conversations between which the load is spread. */
  readonly sessions: number;
  /** Messages without an answer at any time: one for each session, as in a busy hour in which the bot is behind. */
  readonly inFlight: number;
  readonly rounds: number;
  readonly warmUpSeconds: number;
  /** At least so many messages are answered before anything is measured: code gets fast by running. */
  readonly warmUpMessages: number;
  readonly roundSeconds: number;
  readonly steadySeconds: number;
  /** Conversations with which memory is measured. */
  readonly manySessions: number;
}

export const fullEffort: Effort = {
  sessions: 2000,
  inFlight: 2000,
  rounds: 3,
  warmUpSeconds: 3,
  warmUpMessages: 3000,
  roundSeconds: 6,
  steadySeconds: 20,
  manySessions: 10_000,
};

/** Shows that everything works; its numbers are rough. */
export const quickEffort: Effort = {
  sessions: 500,
  inFlight: 500,
  rounds: 1,
  warmUpSeconds: 0.5,
  warmUpMessages: 200,
  roundSeconds: 1,
  steadySeconds: 2,
  manySessions: 1000,
};

export interface MeasurementContext {
  readonly effort: Effort;
  /** Aborts when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Runs a step of some length and says so. */
  readonly step: <Result>(doing: string, work: () => Promise<Result>) => Promise<Result>;
}

export type Measurement<Result> = (context: MeasurementContext) => Promise<Result>;
