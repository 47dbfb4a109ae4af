import { DingTalkError, type DingTalkErrorCode, type Outcome } from "../../errors/dingtalk-error.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Clock } from "../../time/clock.ts";
import type { Step } from "../call.ts";

/** One finished call, for metrics. */
export interface CallReport {
  /** Identity of app or person, without secrets. */
  readonly identity: string;
  readonly operation: string;
  readonly result: "ok" | DingTalkErrorCode;
  /** DingTalk's own code of a failure, where it gave one. */
  readonly apiCode?: string;
  /** Whether a call that failed may have had an effect. */
  readonly outcome?: Outcome;
  /** With all attempts and waits, in milliseconds. */
  readonly durationMs: number;
}

export interface ReportOptions {
  readonly identity: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onCall: (report: CallReport) => void;
}

/** Logs and reports each call once, without input or answer. */
export function withReport({ identity, clock, logger, onCall }: ReportOptions): Step {
  return (next) => async (request) => {
    const operation = request.operation.name;
    const startedAt = clock.now();
    const report = (result: CallReport["result"]): CallReport => {
      return { identity, operation, result, durationMs: clock.now() - startedAt };
    };
    try {
      const answer = await next(request);
      const done = report("ok");
      logger.debug(done, "DingTalk call");
      onCall(done);
      return answer;
    } catch (error) {
      const failed = report(error instanceof DingTalkError ? error.code : "unavailable");
      const { apiCode, requestId, httpStatus, outcome } =
        error instanceof DingTalkError ? error : ({} as Partial<DingTalkError>);
      logger.warn({ ...failed, apiCode, requestId, httpStatus, outcome }, "DingTalk call failed");
      onCall({
        ...failed,
        ...(apiCode === undefined ? {} : { apiCode }),
        ...(outcome === undefined ? {} : { outcome }),
      });
      throw error;
    }
  };
}
