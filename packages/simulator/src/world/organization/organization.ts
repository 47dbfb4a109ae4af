import type { World } from "../world.ts";
import type { Department, Editions, Employee, FormerEmployee, OrganizationOptions } from "./types.ts";

/** The address book: departments and everybody in them. */
export interface Organization {
  readonly name: string;
  /** What the organisation has bought; may be changed. */
  readonly editions: Editions;
  /** The root first. */
  readonly departments: readonly Department[];
  /** In the order in which they came. */
  readonly employees: readonly Employee[];
  readonly formerEmployees: readonly FormerEmployee[];
  department(deptId: number): Department | undefined;
  /** Direct children in their order. */
  children(deptId: number): Department[];
  /** The department itself first, the root last; empty for an unknown one. */
  ancestors(deptId: number): number[];
  employee(userId: string): Employee | undefined;
  employeeByUnionId(unionId: string): Employee | undefined;
  /** Direct members in the order of the department. */
  members(deptId: number): Employee[];
  /** Adds or replaces. Throws when its parent does not exist. */
  addDepartment(department: Department): void;
  /** Adds or replaces. Throws when one of the departments does not exist. */
  addEmployee(employee: Employee): void;
  /** The employee is gone from now on and leaves a record. */
  dismiss(former: Omit<FormerEmployee, "name" | "deptId"> & { readonly deptId?: number }): void;
}

export const rootDepartmentId = 1;

/** The organisation of a world. People of the world whom nobody described are employees in the root department. */
export function createOrganization(world: World, options: OrganizationOptions = {}): Organization {
  const name = options.name ?? "模拟科技有限公司";
  const departments = new Map<number, Department>();
  const employees = new Map<string, Employee>();
  const former = [...(options.formerEmployees ?? [])];
  const root = { deptId: rootDepartmentId, parentId: 0, name };
  for (const department of [root, ...(options.departments ?? [])]) departments.set(department.deptId, department);

  const children = (deptId: number): Department[] =>
    [...departments.values()]
      .filter(({ parentId }) => parentId === deptId)
      .toSorted((left, right) => (left.order ?? 0) - (right.order ?? 0));
  const employee = (userId: string): Employee | undefined =>
    employees.get(userId) ?? undescribed(world, former, userId);
  const everybody = (): Employee[] => {
    const others = world.people.filter(({ userId }) => !employees.has(userId));
    const described = others.map(({ userId }) => undescribed(world, former, userId));
    return [...employees.values(), ...described.filter((one) => one !== undefined)];
  };
  const organization: Organization = {
    name,
    editions: { smartHr: true, paidApproval: false, paidDing: false, ...options.editions },
    get departments() {
      return [...departments.values()];
    },
    get employees() {
      return everybody();
    },
    get formerEmployees() {
      return former;
    },
    department: (deptId) => departments.get(deptId),
    children,
    ancestors: (deptId) => ancestorsOf(departments, deptId),
    employee,
    employeeByUnionId: (unionId) => everybody().find((one) => one.unionId === unionId),
    members: (deptId) => membersOf(everybody(), deptId),
    addDepartment: (department) => {
      assertExists(departments, department.parentId);
      departments.set(department.deptId, department);
    },
    addEmployee: (added) => {
      for (const { deptId } of added.departments) assertExists(departments, deptId);
      employees.set(added.userId, added);
    },
    dismiss: ({ deptId, ...leaving }) => {
      const known = employee(leaving.userId);
      if (!known) throw new Error(`There is no employee ${leaving.userId}.`);
      employees.delete(leaving.userId);
      const main = deptId ?? known.departments[0]?.deptId ?? rootDepartmentId;
      former.push({ name: known.name, ...(known.mobile && { mobile: known.mobile }), ...leaving, deptId: main });
    },
  };
  for (const one of options.employees ?? []) organization.addEmployee(one);
  return organization;
}

function assertExists(departments: ReadonlyMap<number, Department>, deptId: number): void {
  if (!departments.has(deptId)) throw new Error(`There is no department ${deptId}. Add it first; the root is 1.`);
}

function ancestorsOf(departments: ReadonlyMap<number, Department>, deptId: number): number[] {
  const path: number[] = [];
  for (let here = departments.get(deptId); here; here = departments.get(here.parentId)) path.push(here.deptId);
  return path;
}

function membersOf(employees: readonly Employee[], deptId: number): Employee[] {
  const orderIn = ({ departments }: Employee): number =>
    departments.find((membership) => membership.deptId === deptId)?.order ?? 0;
  return employees
    .filter(({ departments }) => departments.some((membership) => membership.deptId === deptId))
    .toSorted((left, right) => orderIn(right) - orderIn(left));
}

/** An employee made of what the world knows. */
function undescribed(world: World, former: readonly FormerEmployee[], userId: string): Employee | undefined {
  const person = world.person(userId);
  if (!person || person.external || former.some((one) => one.userId === userId)) return undefined;
  const { unionId, name, isAdmin } = person;
  const departments = [{ deptId: rootDepartmentId }];
  return { userId, unionId, name, departments, ...(isAdmin && { adminLevel: 2 as const }) };
}
