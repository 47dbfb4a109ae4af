import type { Employee } from "../../world/organization/types.ts";
import type { Call, Handlers } from "../call.ts";
import { pageOf } from "../paging/paging.ts";
import { searchStart } from "../paging/paging-options.ts";
import { refuse, refuseLegacy } from "../refusal.ts";
import { findDepartment } from "./departments.ts";
import { departmentUser, userDetails } from "./employee-view.ts";

const malformed = { "*": "400002" };
const malformedPage = { offset: "40068", cursor: "40068", size: "40069", ...malformed };
const day = 24 * 3_600_000;
const unknownUser = "找不到该用户";

export const userHandlers = {
  searchUsers: {
    refusals: { "*": "parameter.error" },
    run: (call) => {
      const { queryWord, offset, size, fullMatchField } = call.input;
      const matches = ({ name }: Employee): boolean =>
        fullMatchField === 1 ? name === queryWord : name.toLowerCase().includes(queryWord.toLowerCase());
      const found = call.platform.organization.employees.filter(matches);
      const { items, next } = pageOf(found, searchStart(call.platform.paging, offset, size), size);
      return { hasMore: next !== undefined, totalCount: found.length, list: items.map(({ userId }) => userId) };
    },
  },
  getUser: {
    refusals: malformed,
    run: (call) => {
      const employee = call.platform.organization.employee(call.input.userid);
      if (!employee) throw refuseLegacy(33012, "无效的USERID");
      return { result: userDetails(call, employee) };
    },
  },
  getUserByMobile: {
    refusals: malformed,
    run: (call) => {
      const { mobile, support_exclusive_account_search: withExclusive } = call.input;
      const { employees } = call.platform.organization;
      const found = employees.find((one) => one.mobile !== undefined && isMobileOf(one, mobile));
      const exclusive = withExclusive ? employees.filter(({ loginId }) => loginId === mobile) : [];
      if (!found && exclusive.length === 0) throw refuseLegacy(40104, "无效的手机号");
      return {
        result: {
          ...(found && { userid: found.userId }),
          exclusive_account_userid_list: exclusive.map(({ userId }) => userId),
        },
      };
    },
  },
  getUserIdByUnionId: {
    refusals: malformed,
    run: (call) => {
      const { unionid } = call.input;
      const employee = call.platform.organization.employeeByUnionId(unionid);
      if (employee) return { result: { contact_type: 0, userid: employee.userId } };
      const guest = call.platform.world.people.find(({ unionId, external }) => external && unionId === unionid);
      if (!guest) throw refuseLegacy(60121, unknownUser);
      return { result: { contact_type: 1, userid: guest.userId } };
    },
  },
  getUserByAuthCode: {
    refusals: malformed,
    run: (call) => {
      const login = call.platform.authCodes.use(call.app().appKey, call.input.code);
      const employee = call.platform.organization.employee(login?.userId ?? "");
      if (!employee) throw refuseLegacy(40078, "不存在的临时授权码");
      const { unionId, name, adminLevel } = employee;
      const level = { sys: adminLevel !== undefined, sys_level: adminLevel ?? 0 };
      const device_id = `simulated-device-of-${employee.userId}`;
      return {
        result: { userid: employee.userId, unionid: unionId, associated_unionid: unionId, name, device_id, ...level },
      };
    },
  },
  countUsers: {
    refusals: { "only_active:type": "40035", ...malformed },
    run: (call) => {
      const { employees } = call.platform.organization;
      const counted = call.input.only_active ? employees.filter(({ active }) => active !== false) : employees;
      return { result: { count: counted.length } };
    },
  },
  listInactiveUsers: {
    refusals: malformedPage,
    run: (call) => {
      const { is_active, query_date, dept_ids, offset, size } = call.input;
      checkDate(call, query_date);
      const inside = departmentsOf(dept_ids);
      const found = call.platform.organization.employees.filter(
        (one) =>
          isActiveOn(one, query_date) === is_active &&
          (!inside || one.departments.some(({ deptId }) => inside.includes(deptId))),
      );
      const { items, next } = pageOf(found, offset, size);
      return { result: { list: items.map(({ userId }) => userId), ...cursor(next) } };
    },
  },
  listLeaveRecords: {
    refusals: { "*": "invalidParameter.param.invalid" },
    run: (call) => {
      const { startTime, endTime, nextToken, maxResults } = call.input;
      const [from, until] = leaveWindow(call, startTime, endTime);
      const found = call.platform.organization.formerEmployees.filter(
        ({ leftAt }) => leftAt >= from && leftAt <= until,
      );
      const offset = Number(nextToken ?? 0);
      if (!Number.isSafeInteger(offset) || offset < 0) throw refuseLeaveRecords("nextToken is invalid");
      const { items, next } = pageOf(found, offset, maxResults);
      const records = items.map(({ userId, name, leftAt, leaveReason, mobile, stateCode = "86" }) => ({
        userId,
        name,
        leaveTime: new Date(leftAt).toISOString().replace(/\.\d+Z$/, "Z"),
        leaveReason,
        ...(mobile !== undefined && { mobile, stateCode }),
      }));
      return { records, ...(next !== undefined && { nextToken: String(next) }) };
    },
  },
  listDepartmentUsersSimple: {
    refusals: malformedPage,
    run: (call) => {
      const { deptId } = findDepartment(call, call.input.dept_id);
      const { items, next } = pageOf(call.platform.organization.members(deptId), call.input.cursor, call.input.size);
      return { result: { list: items.map(({ userId, name }) => ({ userid: userId, name })), ...cursor(next) } };
    },
  },
  listDepartmentUsers: {
    refusals: { size: "40035", cursor: "40035", ...malformed },
    run: (call) => {
      const { deptId } = findDepartment(call, call.input.dept_id, 60019);
      const { items, next } = pageOf(call.platform.organization.members(deptId), call.input.cursor, call.input.size);
      return { result: { list: items.map((one) => departmentUser(call, one, deptId)), ...cursor(next) } };
    },
  },
  listDepartmentUserIds: {
    refusals: malformed,
    run: (call) => {
      const { deptId } = findDepartment(call, call.input.dept_id);
      return { result: { userid_list: call.platform.organization.members(deptId).map(({ userId }) => userId) } };
    },
  },
  listAdmins: {
    run: (call) => {
      const admins = call.platform.organization.employees.flatMap(({ userId, adminLevel }) =>
        adminLevel === undefined ? [] : [{ userid: userId, sys_level: adminLevel }],
      );
      return { result: admins };
    },
  },
  getContactUser: {
    run: (call) => {
      const { unionId } = call.input;
      const { organization } = call.platform;
      const employee =
        unionId === "me" ? organization.employee(call.userId ?? "") : organization.employeeByUnionId(unionId);
      if (!employee) throw refuse(404, "invalidParameter.user.notFound", "用户不存在");
      const { mobile, stateCode = "86", email } = employee;
      return {
        nick: employee.name,
        unionId: employee.unionId,
        openId: `open${employee.unionId}`,
        avatarUrl: employee.avatar ?? "",
        visitor: false,
        ...(mobile !== undefined && { mobile, stateCode }),
        ...(email !== undefined && { email }),
      };
    },
  },
  listDismissedUserIds: {
    run: (call) => {
      checkSmartHr(call);
      const { nextToken = 0, maxResults = 30 } = call.input;
      const { items, next } = pageOf(call.platform.organization.formerEmployees, nextToken, maxResults);
      const userIdList = items.map(({ userId }) => userId);
      return { userIdList, hasMore: next !== undefined, ...(next !== undefined && { nextToken: next }) };
    },
  },
  getDismissionInfos: {
    run: (call) => {
      checkSmartHr(call);
      const { organization } = call.platform;
      const wanted = new Set(call.input.userIdList);
      const found = organization.formerEmployees.filter(({ userId }) => wanted.has(userId));
      return {
        result: found.map((one) => {
          const path = organization.ancestors(one.deptId).map((deptId) => organization.department(deptId)?.name ?? "");
          return {
            userId: one.userId,
            name: one.name,
            lastWorkDay: one.leftAt,
            mainDeptId: one.deptId,
            mainDeptName: path[0] ?? "",
            deptList: [{ dept_id: one.deptId, dept_path: path.toReversed().join("-") }],
            handoverUserId: one.handoverUserId ?? "",
            voluntaryReason: [...(one.voluntaryReason ?? [])],
            passiveReason: [...(one.passiveReason ?? [])],
            reasonMemo: one.reasonMemo ?? "",
            // 2: left; 3: was a full employee before.
            status: 2,
            preStatus: 3,
          };
        }),
      };
    },
  },
} as const satisfies Handlers;

/** A number from abroad is written with its country code and a dash. */
function isMobileOf({ mobile, stateCode = "86" }: Employee, asked: string): boolean {
  return asked === mobile || asked === `+${stateCode}-${mobile}` || asked === `${stateCode}-${mobile}`;
}

function cursor(next: number | undefined): { has_more: boolean; next_cursor?: number } {
  return next === undefined ? { has_more: false } : { has_more: true, next_cursor: next };
}

function isActiveOn({ active = true, daysAway = [] }: Employee, date: string): boolean {
  return active && !daysAway.includes(date);
}

/** The last month, as days in UTC+8; the day before is ready after nine o'clock, which is not simulated. */
function checkDate(call: Call<unknown>, date: string): void {
  const [, year, month, dayOfMonth] = /^(\d{4})(\d\d)(\d\d)$/.exec(date) ?? [];
  const at = Date.parse(`${year}-${month}-${dayOfMonth}T00:00:00+08:00`);
  const now = call.platform.clock.now();
  if (Number.isNaN(at)) throw refuseLegacy(400002, "query_date must look like 20260131");
  if (at > now || at < now - 32 * day) throw refuseLegacy(400002, "query_date must lie within the last month");
}

function departmentsOf(deptIds: string | undefined): number[] | undefined {
  if (deptIds === undefined || deptIds === "") return undefined;
  const ids = deptIds.split(",").map(Number);
  if (ids.length > 100 || ids.some((id) => !Number.isSafeInteger(id))) {
    throw refuseLegacy(400002, "dept_ids must be at most 100 department ids, joined by commas");
  }
  return ids;
}

function leaveWindow(
  call: Call<unknown>,
  startTime: string,
  endTime: string | undefined,
): [from: number, until: number] {
  const now = call.platform.clock.now();
  const from = readTime(startTime, "startTime");
  const until = endTime === undefined ? now : readTime(endTime, "endTime");
  if (until < from || until - from > 365 * day) {
    throw refuseLeaveRecords("startTime to endTime must be at most 365 days");
  }
  return [from, until];
}

function readTime(text: string, name: string): number {
  const isComplete = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text);
  const at = isComplete ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw refuseLeaveRecords(`${name} must look like 2020-07-10T00:00:00Z`);
  return at;
}

function refuseLeaveRecords(message: string): Error {
  return refuse(400, "invalidParameter.param.invalid", message);
}

function checkSmartHr(call: Call<unknown>): void {
  if (!call.platform.organization.editions.smartHr)
    throw refuse(400, "corpNotOpenHrm", "the smart-HR module is not in use");
}
