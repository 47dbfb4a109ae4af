import { DingTalkError } from "../../errors/dingtalk-error.ts";
import { interrupted } from "../../errors/network-error.ts";
import { untilAborted } from "../../time/until-aborted.ts";
import type { TokenSource } from "../../tokens/token-source.ts";
import type { ApiRequest, Step } from "../call.ts";

/** Adds the access token where the operation needs one. A rejected token is renewed once. */
export function withToken(source: TokenSource): Step {
  return (next) => async (request) => {
    const { tokenKind } = request.operation;
    if (tokenKind === "none" || tokenKind === "robot" || request.accessToken !== undefined) return next(request);
    const accessToken = source.current() ?? (await obtain(request, () => source.get()));
    try {
      return await next({ ...request, accessToken });
    } catch (error) {
      if (!(error instanceof DingTalkError) || !error.tokenRejected) throw error;
      return next({ ...request, accessToken: await obtain(request, () => source.renew(accessToken)) });
    }
  };
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
