import { fromOperation } from "../../command/from-operation.ts";
import { userSearch } from "./user-search.ts";
import { userUnionId } from "./user-union-id.ts";

const userId = { name: "userId", summary: "Id of the person in this organisation" };

export const commands = [
  userSearch,
  fromOperation({
    name: "get",
    operation: "getUser",
    summary: "Show a person",
    examples: ["user get manager01", "user get manager01 --language en_US --json"],
    arguments: { userid: userId },
    result: "result",
  }),
  fromOperation({
    name: "by-mobile",
    operation: "getUserByMobile",
    summary: "Find the userId that belongs to a mobile number",
    arguments: { mobile: { name: "mobile", summary: "Mobile number of an active employee" } },
    result: "result",
  }),
  fromOperation({
    name: "by-unionid",
    operation: "getUserIdByUnionId",
    summary: "Find the userId that belongs to a unionId",
    arguments: { unionid: { name: "unionId", summary: "Id of the person across organisations" } },
    result: "result",
  }),
  userUnionId,
  fromOperation({
    name: "by-auth-code",
    operation: "getUserByAuthCode",
    summary: "Find out who opened an in-app page, from its login code",
    arguments: { code: { name: "code", summary: "Login code; lives 5 minutes and works once" } },
    result: "result",
  }),
  fromOperation({
    name: "count",
    operation: "countUsers",
    summary: "Count the people of the organisation",
    defaults: { only_active: false },
    flags: { only_active: { summary: "Count only people who have activated DingTalk" } },
    result: "result",
  }),
  fromOperation({
    name: "inactive",
    operation: "listInactiveUsers",
    summary: "List who did not log in on a day",
    details: "Data of the previous day is ready after 09:00; the last month can be asked for.",
    examples: ["user inactive --date 20260301 --all"],
    defaults: { is_active: false },
    flags: {
      query_date: { name: "date", summary: "The day, as yyyyMMdd" },
      is_active: { name: "active", summary: "List who did log in instead" },
      dept_ids: { name: "dept", summary: "Only these departments, ids joined by commas" },
    },
    columns: { userId: "" },
  }),
  fromOperation({
    name: "left",
    operation: "listLeaveRecords",
    summary: "List who left the organisation in a period",
    details: "A period has at most 365 days. Without --start it is the last 30 days.",
    examples: ["user left --start 2026-01-01T00:00:00Z --end 2026-02-01T00:00:00Z --all"],
    flags: {
      startTime: { name: "start", summary: "Beginning, as 2026-01-01 or 2026-01-01T00:00:00Z" },
      endTime: { name: "end", summary: "End, in the same form" },
    },
    defaults: { startTime: undefined },
    prepare: ({ startTime, endTime }) => ({
      startTime: toZoned(startTime) ?? new Date(Date.now() - 30 * 86_400_000).toISOString().replace(/\.\d+/, ""),
      endTime: toZoned(endTime),
    }),
    columns: { userId: "userId", Name: "name", Left: "leaveTime", Reason: "leaveReason" },
  }),
  fromOperation({
    name: "parents",
    operation: "listParentsByUser",
    summary: "List, for each department of a person, the ids up to the root",
    arguments: { userid: userId },
    result: "result.parent_list",
    columns: { "Department ids, up to the root": "parent_dept_id_list" },
  }),
  fromOperation({
    name: "admins",
    operation: "listAdmins",
    summary: "List the administrators",
    details: "sys_level: 1 main administrator, 2 sub-administrator.",
    result: "result",
    columns: { userId: "userid", Level: "sys_level" },
  }),
  fromOperation({
    name: "dismissed",
    operation: "listDismissedUserIds",
    summary: "List the userIds of former employees (HR module)",
    columns: { userId: "" },
  }),
  fromOperation({
    name: "dismissals",
    operation: "getDismissionInfos",
    summary: "Show how and when former employees left (HR module)",
    arguments: { userIdList: { name: "userId", summary: "At most 50", many: true } },
    result: "result",
    columns: { userId: "userId", Name: "name", "Last day": "lastWorkDay", "Handed over to": "handoverUserId" },
  }),
  fromOperation({
    name: "contact",
    operation: "getContactUser",
    summary: "Show the contact card of the person who logged in",
    details: "Needs a login: dt auth login.",
    arguments: { unionId: { name: "unionId", summary: "Or me (default)", optional: true } },
    prepare: ({ unionId }) => ({ unionId: unionId ?? "me" }),
  }),
];

/** DingTalk wants a zone; a plain date is local. */
function toZoned(time: unknown): string | undefined {
  if (typeof time !== "string" || time === "") return undefined;
  if (/(Z|[+-]\d{2}:?\d{2})$/.test(time)) return time;
  const local = new Date(/^\d{4}-\d{2}-\d{2}$/.test(time) ? `${time}T00:00:00` : time);
  return Number.isNaN(local.getTime()) ? time : local.toISOString().replace(/\.\d+/, "");
}
