import { DingTalkError } from "../../errors/dingtalk-error.ts";
import { interrupted } from "../../errors/network-error.ts";
import { untilAborted } from "../../time/until-aborted.ts";
import type { TokenSource } from "../../tokens/token-source.ts";
import type { ApiRequest, Step } from "../call.ts";

/** Makes sure of an access token before the call is tried: getting one is repeated by itself, not again with each try. */
export function withTokenAtHand(source: TokenSource): Step {
  return (next) => async (request) => {
    if (needsToken(request) && source.current() === undefined) await obtain(request, () => source.get());
    return next(request);
  };
}

/** Adds the access token where the operation needs one. A rejected token is renewed once. */
export function withToken(source: TokenSource): Step {
  return (next) => async (request) => {
    if (!needsToken(request)) return next(request);
    const accessToken = source.current() ?? (await obtain(request, () => source.get()));
    try {
      return await next({ ...request, accessToken });
    } catch (error) {
      if (!(error instanceof DingTalkError) || !error.tokenRejected) throw error;
      return next({ ...request, accessToken: await obtain(request, () => source.renew(accessToken)) });
    }
  };
}

function needsToken({ operation, accessToken }: ApiRequest): boolean {
  return operation.tokenKind !== "none" && operation.tokenKind !== "robot" && accessToken === undefined;
}

/** A failure here comes before the call itself, so the call had no effect. The refresh outlives an impatient caller. */
async function obtain({ operation, signal }: ApiRequest, get: () => Promise<string>): Promise<string> {
  try {
    return await untilAborted(get(), signal, (reason) => interrupted(operation, reason));
  } catch (error) {
    if (error instanceof DingTalkError)
      throw error.with({ operation: operation.name, outcome: "not_sent", tokenRejected: false });
    const message = `${operation.name} was not sent: no access token (${error instanceof Error ? error.message : "unknown"}).`;
    throw new DingTalkError(message, { code: "unavailable", operation: operation.name, cause: error });
  }
}
