import type { InputFor, ResultFor } from "../../operations/index.ts";
import type { CallOptions } from "../client-options.ts";
import { findUnionId, findUserId, presentId } from "../people/look-up-people.ts";
import type { CallOperation } from "./call-operation.ts";

/** A person as DingTalk describes them; most fields need their own permission. */
export type User = NonNullable<ResultFor<"getUser">["result"]> & { readonly userid: string };

/** People. https://open.dingtalk.com/document/development/query-user-details */
export interface Users {
  /** One person. @throws DingTalkError `not_found` */
  get(input: { userId: string; language?: "zh_CN" | "en_US" }, options?: CallOptions): Promise<User>;
  /** One page of the user ids that match a name. */
  search(input: InputFor<"searchUsers">, options?: CallOptions): Promise<ResultFor<"searchUsers">>;
  /** The user id of an active employee. @throws DingTalkError `not_found` */
  findByMobile(mobile: string, options?: CallOptions): Promise<string>;
  /** The user id that belongs to a union id. @throws DingTalkError `not_found` */
  findByUnionId(unionId: string, options?: CallOptions): Promise<string>;
  /** The union id of a person. @throws DingTalkError `not_found` */
  unionId(userId: string, options?: CallOptions): Promise<string>;
  /** How many people the organisation has. */
  count(input: { onlyActive: boolean }, options?: CallOptions): Promise<number>;
  /** The user ids of administrators. */
  admins(options?: CallOptions): Promise<{ userId: string; level: number }[]>;
}

export function createUsers(call: CallOperation): Users {
  return {
    async get({ userId, ...rest }, options) {
      const { result } = await call("getUser", { userid: userId, ...rest }, options);
      return { ...result, userid: result?.userid ?? userId };
    },
    search: (input, options) => call("searchUsers", input, options),
    async findByMobile(mobile, options) {
      const { result } = await call("getUserByMobile", { mobile }, options);
      return presentId(result?.userid, "getUserByMobile", "user with this mobile number");
    },
    findByUnionId: (unionId, options) => findUserId(call, unionId, options),
    unionId: (userId, options) => findUnionId(call, userId, options),
    async count({ onlyActive }, options) {
      const { result } = await call("countUsers", { only_active: onlyActive }, options);
      return result?.count ?? 0;
    },
    async admins(options) {
      const { result = [] } = await call("listAdmins", {}, options);
      return result.flatMap(({ userid, sys_level: level = 0 }) =>
        userid === undefined ? [] : [{ userId: userid, level }],
      );
    },
  };
}
