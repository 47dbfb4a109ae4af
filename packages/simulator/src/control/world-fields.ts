import { person } from "../default-world.ts";
import type { App, Group, Person } from "../world.ts";
import { AdminError, type AdminFields } from "./fields.ts";

/** Reads an app; robot code, name, kind and templates have defaults. */
export function readApp(fields: AdminFields): App {
  const appKey = fields.text("appKey");
  const kind = fields.optionalText("kind") ?? "internal";
  if (kind !== "internal" && kind !== "thirdPartyOrg")
    throw new AdminError(400, "kind must be internal or thirdPartyOrg.");
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
