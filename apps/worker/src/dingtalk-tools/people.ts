/** Finding people and departments. Only what a colleague may see: no numbers, addresses, dates or permissions. */
import type { CallOptions, Client, User } from "@dt/api";
import type { PersonTool } from "./person-tool.ts";

/** A search answers ids only; so many of them are looked up. */
const MOST_FOUND = 5;

export const searchUsers: PersonTool = {
  operation: "searchUsers",
  fields: { queryWord: true },
  required: ["queryWord"],
  async run({ queryWord }, { client }, options) {
    const input = { queryWord: queryWord as string, offset: 0, size: 20 };
    const { list = [], totalCount = list.length } = await client.users.search(input, options);
    const people = list.slice(0, MOST_FOUND).map((userId) => readPerson(client, userId, options));
    return { people: await Promise.all(people), found: totalCount };
  },
};

export const getUser: PersonTool = {
  operation: "getUser",
  note: "Without userid: the person who asks.",
  fields: { userid: true },
  run: ({ userid }, { client, userId }, options) => {
    return readPerson(client, (userid as string | undefined) ?? userId, options);
  },
};

async function readPerson(client: Client, userId: string, options: CallOptions): Promise<object> {
  const { userid, name, title, dept_id_list, manager_userid, work_place }: User = await client.users.get(
    { userId },
    options,
  );
  return { userid, name, title, dept_id_list, manager_userid, work_place };
}

export const searchDepartments: PersonTool = {
  operation: "searchDepartments",
  fields: { queryWord: true },
  required: ["queryWord"],
  async run({ queryWord }, { client }, options) {
    const input = { queryWord: queryWord as string, offset: 0, size: 20 };
    const { list = [], totalCount = list.length } = await client.departments.search(input, options);
    const departments = list.slice(0, MOST_FOUND).map((id) => readDepartment(client, id, options));
    return { departments: await Promise.all(departments), found: totalCount };
  },
};

export const getDepartment: PersonTool = {
  operation: "getDepartment",
  fields: { dept_id: true },
  required: ["dept_id"],
  run: ({ dept_id }, { client }, options) => readDepartment(client, dept_id as number, options),
};

async function readDepartment(client: Client, deptId: number, options: CallOptions): Promise<object> {
  const { name, parent_id, dept_manager_userid_list, member_count, hide_dept } = await client.departments.get(
    deptId,
    options,
  );
  if (hide_dept) return { dept_id: deptId, hidden: true };
  return { dept_id: deptId, name, parent_id, dept_manager_userid_list, member_count };
}

/** Of a list of departments only the department itself tells. */
async function isHidden(client: Client, deptId: number, options: CallOptions): Promise<boolean> {
  return (await client.departments.get(deptId, options)).hide_dept === true;
}

const rootId = 1;

export const listSubDepartments: PersonTool = {
  operation: "listSubDepartments",
  note: "Hidden ones have no name.",
  fields: { dept_id: true },
  async run({ dept_id = rootId }, { client }, options) {
    const parent = dept_id as number;
    if (await isHidden(client, parent, options)) return { dept_id: parent, hidden: true };
    const children = await client.departments.children(parent, options);
    const shown = children.map(async ({ dept_id: id = 0, name }) => {
      return (await isHidden(client, id, options)) ? { dept_id: id, hidden: true } : { dept_id: id, name };
    });
    return { departments: await Promise.all(shown) };
  },
};

export const listDepartmentMembers: PersonTool = {
  operation: "listDepartmentUsersSimple",
  note: "People whose visibility is restricted are left out, and those of hidden departments.",
  fields: { dept_id: true, cursor: "Position of the next page, from the answer before; left out for the first." },
  required: ["dept_id"],
  async run({ dept_id, cursor = 0 }, { client }, options) {
    const deptId = dept_id as number;
    if (await isHidden(client, deptId, options)) return { dept_id: deptId, hidden: true };
    const input = { dept_id: deptId, cursor: cursor as number, size: 100, contain_access_limit: false };
    const { result = {} } = await client.call("listDepartmentUsersSimple", input, options);
    return result;
  },
};
