import { person } from "../world/default-world.ts";
import type { Department, Employee } from "../world/organization/types.ts";
import type { App, Group, Person } from "../world/types.ts";
import { AdminError, type AdminFields } from "./fields.ts";

/** Reads an app; robot code, name, kind and templates have defaults. */
export function readApp(fields: AdminFields): App {
  const appKey = fields.text("appKey");
  const kind = fields.optionalText("kind") ?? "internal";
  if (kind !== "internal" && kind !== "thirdPartyOrg" && kind !== "thirdPartyPersonal")
    throw new AdminError(400, "kind must be internal, thirdPartyOrg or thirdPartyPersonal.");
  return {
    appKey,
    appSecret: fields.text("appSecret"),
    robotCode: fields.optionalText("robotCode") ?? appKey,
    robotName: fields.optionalText("robotName") ?? appKey,
    corpId: fields.text("corpId"),
    cardTemplates: fields.texts("cardTemplates"),
    kind,
    streamOff: fields.flag("streamOff"),
  };
}

/** Reads a person; the other ids are made from the user id. */
export function readPerson(fields: AdminFields): Person {
  const userId = fields.text("userId");
  const extra = { isAdmin: fields.flag("isAdmin"), external: fields.flag("external") };
  return person(userId, fields.optionalText("name") ?? userId, extra);
}

export function readGroup(fields: AdminFields): Group {
  return {
    conversationId: fields.text("conversationId"),
    title: fields.text("title"),
    members: fields.texts("members"),
    robots: fields.texts("robots"),
    disbanded: fields.flag("disbanded"),
  };
}

/** Reads a department; its parent is the root unless another is named. */
export function readDepartment(fields: AdminFields): Department {
  const parentId = fields.all.parentId === undefined ? 1 : fields.number("parentId");
  return { deptId: fields.number("deptId"), parentId, name: fields.text("name") };
}

/** Reads an employee; `departments` is a list of ids, the root if it is absent. */
export function readEmployee(fields: AdminFields): Employee {
  const userId = fields.text("userId");
  const name = fields.optionalText("name") ?? userId;
  const mobile = fields.optionalText("mobile");
  const managerUserId = fields.optionalText("managerUserId");
  const given = fields.all.departments ?? [1];
  if (!Array.isArray(given) || !given.every((deptId) => typeof deptId === "number")) {
    throw new AdminError(400, "The field departments must be a list of department ids.");
  }
  return {
    userId,
    name,
    unionId: fields.optionalText("unionId") ?? person(userId, name).unionId,
    departments: given.map((deptId: number) => ({ deptId })),
    ...(mobile !== undefined && { mobile }),
    ...(managerUserId !== undefined && { managerUserId }),
  };
}
