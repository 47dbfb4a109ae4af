import type { InputFor, ResultFor } from "../../operations/index.ts";
import type { CallOptions } from "../client-options.ts";
import type { CallOperation } from "./call-operation.ts";

export type Department = NonNullable<ResultFor<"getDepartment">["result"]>;
export type SubDepartment = NonNullable<ResultFor<"listSubDepartments">["result"]>[number];

/** Departments; the root has id 1. */
export interface Departments {
  /** One department. @throws DingTalkError `not_found` */
  get(deptId: number, options?: CallOptions): Promise<Department>;
  /** One page of the department ids that match a name. */
  search(input: InputFor<"searchDepartments">, options?: CallOptions): Promise<ResultFor<"searchDepartments">>;
  /** The departments one level below. @param deptId the root when left out */
  children(deptId?: number, options?: CallOptions): Promise<SubDepartment[]>;
  /** The ids one level below, also those outside the app's scope. */
  childIds(deptId: number, options?: CallOptions): Promise<number[]>;
  /** The ids from the department up to the root. */
  parents(deptId: number, options?: CallOptions): Promise<number[]>;
  /** For each department of a person, the ids up to the root. */
  parentsOfUser(userId: string, options?: CallOptions): Promise<number[][]>;
  /** The user ids of the direct members. */
  userIds(deptId: number, options?: CallOptions): Promise<string[]>;
}

export function createDepartments(call: CallOperation): Departments {
  return {
    get: async (deptId, options) => (await call("getDepartment", { dept_id: deptId }, options)).result ?? {},
    search: (input, options) => call("searchDepartments", input, options),
    async children(deptId, options) {
      const input = deptId === undefined ? {} : { dept_id: deptId };
      return (await call("listSubDepartments", input, options)).result ?? [];
    },
    async childIds(deptId, options) {
      return (await call("listSubDepartmentIds", { dept_id: deptId }, options)).result?.dept_id_list ?? [];
    },
    async parents(deptId, options) {
      return (await call("listParentsByDepartment", { dept_id: deptId }, options)).result?.parent_id_list ?? [];
    },
    async parentsOfUser(userId, options) {
      const { result } = await call("listParentsByUser", { userid: userId }, options);
      return (result?.parent_list ?? []).map((entry) => entry.parent_dept_id_list ?? []);
    },
    async userIds(deptId, options) {
      return (await call("listDepartmentUserIds", { dept_id: deptId }, options)).result?.userid_list ?? [];
    },
  };
}
