import { isDocumentedError, operationReply } from "../faults/documented.ts";
import { type Fault, isEffectType } from "../faults/faults.ts";
import type { Connection } from "../gateway/connection.ts";
import type { SayOptions } from "../gateway/say.ts";
import type { MediaFile } from "../openapi/media/media.ts";
import type { SimulatorRecord } from "../record/record.ts";
import type { Simulator } from "../simulator/types.ts";
import type { App } from "../world/types.ts";
import type { World } from "../world/world.ts";
import type { AdminCall } from "./administer.ts";
import { AdminError } from "./fields.ts";
import { readApp, readDepartment, readEmployee, readGroup, readPerson } from "./world-fields.ts";

interface AdminRoute {
  /** `METHOD /path/{parameter}`. */
  readonly title: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly run: (call: AdminCall) => unknown;
}

/** The administration by HTTP, by method and path. */
export const adminRoutes: readonly AdminRoute[] = Object.entries({
  "GET /admin/state": ({ simulator }) => describe(simulator),
  "POST /admin/say": ({ simulator, fields }) => simulator.say(readSay(fields.all)),
  "POST /admin/push": ({ simulator, fields }) => {
    const topic = fields.optionalText("topic");
    const msgId = fields.optionalText("msgId");
    const push = { appKey: fields.text("appKey"), data: fields.text("data") };
    return { outcome: simulator.push({ ...push, ...(topic && { topic }), ...(msgId && { msgId }) }) };
  },
  "POST /admin/events": ({ simulator, fields }) => {
    const data = (fields.all.data ?? {}) as Record<string, unknown>;
    const names = {
      appKey: fields.text("appKey"),
      eventType: fields.text("eventType"),
      eventId: fields.text("eventId"),
    };
    return { outcome: simulator.pushEvent({ ...names, data }) };
  },
  "POST /admin/clicks": ({ simulator, fields }) =>
    simulator.clickCard({
      appKey: fields.text("appKey"),
      outTrackId: fields.text("outTrackId"),
      userId: fields.text("userId"),
      actionIds: fields.texts("actionIds"),
      params: (fields.all.params ?? {}) as Record<string, unknown>,
    }),
  "GET /admin/faults": ({ simulator }) =>
    simulator.faults.list().map(({ id, fault, hits }) => ({ id, hits, ...fault })),
  "POST /admin/faults": ({ simulator, fields }) => ({ id: simulator.faults.add(readFault(fields.all)).id }),
  "DELETE /admin/faults": ({ simulator }) => simulator.faults.clear(),
  "DELETE /admin/faults/{id}": ({ simulator, parameters }) => {
    if (!simulator.faults.remove(parameters.id ?? "")) throw new AdminError(404, `There is no fault ${parameters.id}.`);
  },
  "GET /admin/record/{kind}": ({ simulator, parameters }) => readRecord(simulator.record, parameters),
  "DELETE /admin/record": ({ simulator }) => simulator.record.clear(),
  "GET /admin/paths/{msgId}": async ({ simulator, parameters }) => {
    const path = await simulator.path(decodeURIComponent(parameters.msgId ?? ""));
    return path ?? notFound("path", parameters.msgId);
  },
  "POST /admin/clock/advance": ({ simulator, fields }) => {
    simulator.clock.advance(fields.number("ms"));
    return { now: simulator.clock.now() };
  },
  "GET /admin/connections": ({ simulator }) => simulator.connections().map(describeConnection),
  "POST /admin/connections/{id}/{action}": ({ simulator, parameters, fields }) => {
    const connection = simulator.connections().find(({ id }) => id === parameters.id);
    act(connection ?? notFound("connection", parameters.id), parameters.action ?? "", fields.optionalText("data"));
  },
  "POST /admin/permissions": ({ simulator, fields }) => {
    const { permissions } = simulator;
    const appKey = fields.text("appKey");
    if (fields.all.granted === true) permissions.grant(appKey, fields.text("permission"));
    else permissions.withdraw(appKey, fields.text("permission"));
  },
  "POST /admin/tokens/expire": ({ simulator, fields }) => simulator.tokens.expire(fields.optionalText("appKey")),
  "POST /admin/sessions/expire": ({ simulator }) => simulator.sessions.expireAll(),
  "POST /admin/world/apps": ({ simulator, fields }) => simulator.world.addApp(readApp(fields)),
  "POST /admin/world/people": ({ simulator, fields }) => simulator.world.addPerson(readPerson(fields)),
  "POST /admin/organization/departments": ({ simulator, fields }) =>
    simulator.organization.addDepartment(readDepartment(fields)),
  "POST /admin/organization/employees": ({ simulator, fields }) =>
    simulator.organization.addEmployee(readEmployee(fields)),
  "POST /admin/organization/editions": ({ simulator, fields }) => {
    const { editions } = simulator.organization;
    for (const name of ["smartHr", "paidApproval", "paidDing"] as const) {
      if (name in fields.all) editions[name] = fields.flag(name);
    }
    return editions;
  },
  "POST /admin/auth-codes": ({ simulator, fields }) => ({
    code: simulator.authCodes.issue({ appKey: fields.text("appKey"), userId: fields.text("userId") }),
  }),
  "POST /admin/world/groups": ({ simulator, fields }) => simulator.world.addGroup(readGroup(fields)),
} satisfies Record<string, (call: AdminCall) => unknown>).map(([title, run]) => toRoute(title, run));

function toRoute(title: string, run: (call: AdminCall) => unknown): AdminRoute {
  const [method = "", path = ""] = title.split(" ");
  return { title, method, run, pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`) };
}

function describe(simulator: Simulator): object {
  const { url, apiUrl, oapiUrl, modelUrl, seed, world, record } = simulator;
  const apps = world.apps.map((app) => describeApp(world, app));
  return {
    urls: { url, apiUrl, oapiUrl, modelUrl },
    seed,
    now: simulator.clock.now(),
    apps,
    people: world.people,
    groups: world.groups,
    waitingPushes: simulator.waitingPushes(),
    counts: record.counts(),
  };
}

/** Without the secret. */
function describeApp(
  world: World,
  { appKey, robotCode, robotName, agentId, corpId, cardTemplates, kind }: App,
): object {
  const connections = world.connectionCount(appKey);
  return { appKey, robotCode, robotName, agentId, corpId, cardTemplates, kind, connections };
}

function readSay(fields: Readonly<Record<string, unknown>>): SayOptions {
  const { picture, file, fileName, ...rest } = fields;
  if (typeof fields.userId !== "string") throw new AdminError(400, "The field userId must be text.");
  const pictureFile = picture === undefined ? {} : { picture: readDataUrl(picture) };
  const name = typeof fileName === "string" ? fileName : "file";
  const otherFile = file === undefined ? {} : { file: { ...readDataUrl(file), name } };
  return { ...(rest as unknown as SayOptions), ...pictureFile, ...otherFile };
}

function readDataUrl(value: unknown): MediaFile {
  const match = /^data:([^;,]+);base64,(.+)$/s.exec(String(value));
  if (!match) throw new AdminError(400, "Files must be data: URLs in base64.");
  return { contentType: match[1] ?? "", bytes: Buffer.from(match[2] ?? "", "base64") };
}

function readFault(fields: Readonly<Record<string, unknown>>): Fault {
  const fault = fields as unknown as Fault;
  const { type, as, code } = (fields.effect ?? {}) as { type?: string; as?: string; code?: string };
  if (type === undefined || !isEffectType(type)) throw new AdminError(400, `There is no effect ${type}.`);
  if (type === "refuse" && code === undefined && !isDocumentedError(as ?? ""))
    throw new AdminError(400, `There is no documented error ${as}.`);
  const { operation = "" } = (fields.match ?? {}) as { operation?: string };
  if (type === "refuse" && code !== undefined && operationReply(operation, code, "", "") === undefined)
    throw new AdminError(400, `The operation ${operation} documents no error ${code}; match.operation names it.`);
  return fault;
}

function readRecord(record: SimulatorRecord, { kind = "", ...filter }: Readonly<Record<string, string>>): unknown {
  switch (kind) {
    case "requests":
      return record.requests(filter);
    case "pushes":
      return record.pushes(filter);
    case "acks":
      return record.acks(filter);
    case "deliveries":
      return record.deliveries(filter);
    case "frames":
      return record.frames(filter);
    case "connections":
      return record.connections(filter);
    case "counts":
      return record.counts();
    default:
      return notFound("record of", kind);
  }
}

function describeConnection({ id, appKey, state, openedAt, isHalfOpen, unansweredPings }: Connection): object {
  return { id, appKey, state, openedAt, isHalfOpen, unansweredPings };
}

function act(connection: Connection, action: string, data: string | undefined): void {
  switch (action) {
    case "disconnect":
      return connection.disconnect(data);
    case "half-open":
      return connection.halfOpen();
    case "reset":
      return connection.reset();
    case "close":
      return connection.close();
    case "send":
      return connection.sendRaw(data ?? "");
    default:
      return notFound("action", action);
  }
}

function notFound(what: string, name: string | undefined): never {
  throw new AdminError(404, `There is no ${what} ${name}.`);
}
