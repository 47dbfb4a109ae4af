import { DingTalkError } from "../../errors/dingtalk-error.ts";
import type { CallOptions } from "../client-options.ts";
import type { CallOperation } from "../subjects/call-operation.ts";

/** The union id of a person. @throws DingTalkError `not_found` */
export async function findUnionId(call: CallOperation, userId: string, options?: CallOptions): Promise<string> {
  const { result } = await call("getUser", { userid: userId }, options);
  return presentId(result?.unionid, "getUser", "union id of this user");
}

/** The user id that belongs to a union id. @throws DingTalkError `not_found` */
export async function findUserId(call: CallOperation, unionId: string, options?: CallOptions): Promise<string> {
  const { result } = await call("getUserIdByUnionId", { unionid: unionId }, options);
  return presentId(result?.userid, "getUserIdByUnionId", "user with this union id");
}

/** @throws DingTalkError `not_found` for an answer without the id */
export function presentId(id: string | undefined, operation: string, what: string): string {
  if (id !== undefined && id !== "") return id;
  throw new DingTalkError(`${operation} found no ${what}.`, { code: "not_found", operation });
}
