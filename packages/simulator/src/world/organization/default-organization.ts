import type { Department, Employee, FormerEmployee, OrganizationOptions, Role } from "./types.ts";

const day = 24 * 3_600_000;

/** Ids of the default departments; three levels below the root. */
export const defaultDepartmentIds = {
  research: 100,
  platform: 110,
  /** Beyond 32 bits, as real ones may be. */
  robots: 4_398_046_511_105,
  frontend: 120,
  people: 200,
  sales: 300,
  east: 310,
  shanghai: 311,
  empty: 400,
} as const;

const id = defaultDepartmentIds;

const departments: readonly Department[] = [
  { deptId: id.research, parentId: 1, name: "研发部", order: 1, managers: ["lisi02"], sourceIdentifier: "rd" },
  { deptId: id.platform, parentId: id.research, name: "平台组", order: 1, managers: ["lisi02"] },
  {
    deptId: id.robots,
    parentId: id.platform,
    name: "机器人小组",
    brief: "聊天机器人",
    groupId: "cidSimulatorRobots02==",
  },
  { deptId: id.frontend, parentId: id.research, name: "前端组", order: 2 },
  { deptId: id.people, parentId: 1, name: "人事行政部", order: 2, managers: ["wangfang03"] },
  { deptId: id.sales, parentId: 1, name: "销售部 (Sales & Service)", order: 3 },
  { deptId: id.east, parentId: id.sales, name: "华东区" },
  { deptId: id.shanghai, parentId: id.east, name: "上海", hidden: true },
  { deptId: id.empty, parentId: 1, name: "筹备中", order: 4 },
];

const mainAdmin: Role = { id: 5_201, name: "主管理员", groupName: "默认" };
const partAdmin: Role = { id: 5_202, name: "子管理员", groupName: "默认" };
const finance: Role = { id: 5_310, name: "财务", groupName: "职务" };

const employees = (now: number): readonly Employee[] => [
  {
    ...known("zhangsan01", "张三"),
    departments: [{ deptId: 1, leader: true, order: 9, title: "总经理", workPlace: "杭州" }],
    mobile: "13800000001",
    email: "zhangsan@example.com",
    orgEmail: "zhangsan@simulator.example.com",
    telephone: "0571-88000001",
    title: "总经理",
    jobNumber: "0001",
    workPlace: "杭州",
    remark: "创始人",
    avatar: "https://example.com/avatars/zhangsan.png",
    hiredAt: Date.UTC(2015, 2, 1),
    extension: { 爱好: "围棋", 年龄: "41" },
    roles: [mainAdmin],
    adminLevel: 1,
    boss: true,
    senior: true,
  },
  {
    ...known("lisi02", "李四"),
    departments: [
      { deptId: id.platform, leader: true, order: 2, title: "架构师" },
      { deptId: id.research, leader: true },
    ],
    mobile: "13800000002",
    title: "架构师",
    jobNumber: "0002",
    hiredAt: Date.UTC(2018, 8, 3),
    managerUserId: "zhangsan01",
    hideMobile: true,
  },
  {
    ...known("wangfang03", "王芳"),
    departments: [{ deptId: id.people, leader: true }],
    mobile: "13800000003",
    email: "wangfang@example.com",
    title: "人事经理",
    jobNumber: "0003",
    managerUserId: "zhangsan01",
    roles: [partAdmin, finance],
    adminLevel: 2,
  },
  // Never activated: no title, no manager.
  { ...known("zhaoliu05", "赵六"), departments: [{ deptId: id.robots }], mobile: "13800000005", active: false },
  // Two people with one name; one id looks like a number that is too long for one.
  {
    ...known("01234567890123456789", "张伟"),
    departments: [{ deptId: id.robots }],
    mobile: "13800000006",
    managerUserId: "lisi02",
  },
  {
    ...known("zhangwei07", "张伟"),
    departments: [{ deptId: id.shanghai }],
    mobile: "13800000007",
    title: "销售",
    jobNumber: "A-007",
    daysAway: [dateOf(now - 3 * day), dateOf(now - 4 * day)],
  },
  // In three departments, a leader in one.
  {
    ...known("ouyang08", "欧阳娜娜"),
    departments: [{ deptId: id.frontend, order: 5 }, { deptId: id.platform, order: 1 }, { deptId: id.people }],
    mobile: "13800000008",
    title: "前端工程师",
    managerUserId: "lisi02",
  },
  // Abroad, with everything that must be escaped somewhere.
  {
    ...known("manager 09+a/b", `Ann "O'Neil" <Ops> 😀`),
    departments: [{ deptId: id.sales, leader: true }],
    mobile: "4155550109",
    stateCode: "1",
    title: "VP, Sales & Service",
    workPlace: "San Francisco",
    senior: true,
  },
  // An account that the organisation owns has no mobile.
  {
    ...known("exclusive10", "𠮷田三"),
    departments: [{ deptId: id.east }],
    loginId: "yoshida@simulator",
    managerUserId: "manager 09+a/b",
  },
];

/** A small organisation with odd people: no mobile, one name twice, ids with blanks and leading zeros. */
export function defaultOrganization(now: number = Date.now()): OrganizationOptions {
  return { departments, employees: employees(now), formerEmployees: formerEmployees(now) };
}

/** A day as `yyyyMMdd` in UTC+8. */
function dateOf(time: number): string {
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll("-", "");
}

function formerEmployees(now: number): FormerEmployee[] {
  return [
    {
      userId: "left11",
      name: "孙七",
      leftAt: now - 40 * day,
      leaveReason: "leave",
      mobile: "13800000011",
      deptId: id.frontend,
      handoverUserId: "ouyang08",
      voluntaryReason: ["家庭原因"],
      reasonMemo: "回老家",
    },
    {
      userId: "left12",
      name: "周八",
      leftAt: now - 5 * day,
      leaveReason: "oapi",
      deptId: id.east,
      passiveReason: ["协商解除"],
    },
    {
      userId: "left13",
      name: "Former O'Guest",
      leftAt: now - 300 * day,
      leaveReason: "delete",
      mobile: "4155550113",
      stateCode: "1",
      deptId: id.sales,
    },
  ];
}

function known(userId: string, name: string): Pick<Employee, "userId" | "unionId" | "name"> {
  return { userId, name, unionId: `${userId.replaceAll(/\W/g, "")}UnionIdiE` };
}
