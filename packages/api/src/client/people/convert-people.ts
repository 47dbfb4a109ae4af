import { DingTalkError } from "../../errors/dingtalk-error.ts";
import { interrupted } from "../../errors/network-error.ts";
import type { Operation } from "../../operation.ts";
import { inputSchema } from "../../requests/input-schema.ts";
import type { Schema } from "../../schema.ts";
import { untilAborted } from "../../time/until-aborted.ts";
import type { PersonIds } from "./person-ids.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Somebody who is named by another kind of id than the operation takes. */
interface OtherPerson {
  readonly wanted: "userId" | "unionId";
  readonly id: string;
}

/** Replaces an `OtherPerson`. */
type Replace = (person: OtherPerson, field: string) => unknown;

/** Look-ups at the same time: DingTalk allows an app 20 calls a second of one kind. */
const atOnce = 8;

/**
 * Turns people who are named by the other kind of id, `{ userId }` where unionIds belong or the reverse, into the ids
 * that an operation takes. An input without such people is answered as it is.
 * @throws DingTalkError when somebody cannot be found; `field` names who
 */
export async function convertPeople(
  operation: Operation,
  input: Fields,
  ids: PersonIds,
  signal: AbortSignal | undefined,
): Promise<Fields> {
  const schema = inputSchema(operation);
  if (!takesPeople(schema)) return input;
  const found = new Map<string, { person: OtherPerson; field: string }>();
  replacePeople(schema, input, "", (person, field) => found.set(keyOf(person), { person, field }));
  if (found.size === 0) return input;
  const idByKey = new Map<string, string>();
  const waiting = [...found];
  const lookUp = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [key, { person, field }] = next;
      const id = person.wanted === "unionId" ? ids.unionIdOf(person.id) : ids.userIdOf(person.id);
      idByKey.set(key, await id.catch((error: unknown) => notCalled(operation, field, error)));
    }
  };
  const all = Promise.all(Array.from({ length: atOnce }, lookUp));
  await untilAborted(all, signal, (reason) => interrupted(operation, reason, false));
  return replacePeople(schema, input, "", (person) => idByKey.get(keyOf(person))) as Fields;
}

const answers = new WeakMap<Schema, boolean>();

/** Whether a schema has a place for the id of a person. */
function takesPeople(schema: Schema): boolean {
  const answer = answers.get(schema) ?? lookForPeople(schema);
  answers.set(schema, answer);
  return answer;
}

function lookForPeople(schema: Schema): boolean {
  if (schema.type === "string") return schema.person !== undefined;
  if (schema.type === "array") return takesPeople(schema.items);
  return "properties" in schema && Object.values(schema.properties).some(takesPeople);
}

function keyOf({ wanted, id }: OtherPerson): string {
  return `${wanted} ${id}`;
}

/** A copy of a value with its people replaced; only what holds people is looked at. */
function replacePeople(schema: Schema | undefined, value: unknown, field: string, replace: Replace): unknown {
  if (schema === undefined || typeof value !== "object" || value === null) return value;
  if (schema.type === "string") return replaceOne(schema.person, value, field, replace);
  if (schema.type === "array") {
    if (!Array.isArray(value)) return value;
    return value.map((entry, index) => replacePeople(schema.items, entry, `${field}[${index}]`, replace));
  }
  if (!("properties" in schema) || !isPlain(value)) return value;
  const { properties } = schema;
  const inner = field === "" ? "" : `${field}.`;
  const entries = Object.entries(value).map(([name, entry]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return [name, replacePeople(known, entry, inner + name, replace)];
  });
  return Object.fromEntries(entries) as unknown;
}

function replaceOne(
  wanted: OtherPerson["wanted"] | undefined,
  value: object,
  field: string,
  replace: Replace,
): unknown {
  const given = wanted === "unionId" ? "userId" : "unionId";
  const [[name, id] = [], ...rest] = Object.entries(value) as [string, unknown][];
  const isPerson = wanted !== undefined && rest.length === 0 && name === given && typeof id === "string" && id !== "";
  return isPerson ? replace({ wanted, id }, field) : value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function notCalled({ name }: Operation, field: string, error: unknown): never {
  if (!(error instanceof DingTalkError)) throw error;
  const { code, apiCode, requestId, httpStatus, retryAfterMs, requiredScopes } = error;
  const message = `${name} was not called: the person in ${field} could not be looked up. ${error.message}`;
  const details = { code, apiCode, requestId, httpStatus, retryAfterMs, requiredScopes };
  throw new DingTalkError(message, { ...details, operation: name, field, outcome: "not_sent", cause: error });
}
