import { createRequire } from "node:module";
import type { Operation } from "../src/operation.ts";

/** What DingTalk's official SDK would send for an operation. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

type Fields = Record<string, unknown>;
interface Model {
  new (fields: Fields): Fields;
  /** Property to name on the wire. */
  names(): Record<string, string>;
}
interface SdkClient extends Record<string, (...input: unknown[]) => Promise<unknown>> {}
interface SdkModule extends Record<string, Model | (new (config: Fields) => SdkClient)> {
  readonly default: new (config: Fields) => SdkClient;
}

const require = createRequire(import.meta.url);
const cut = Symbol("the request is all that was wanted");

/** Asks the SDK for the request of an operation, without sending it. Its declaration must name the SDK's action. */
export async function askOfficialSdk(operation: Operation, input: Readonly<Fields>): Promise<SdkRequest> {
  const [moduleName = "", action = ""] = operation.sdk?.split(".") ?? [];
  const module = require(`@alicloud/dingtalk/${moduleName}`) as SdkModule;
  const client = new module.default({ protocol: "http", regionId: "central", endpoint: "127.0.0.1" });
  let request: SdkRequest | undefined;
  client["execute"] = (params, sent) => {
    const { method, pathname } = params as { method: string; pathname: string };
    const { query = {}, body = {} } = sent as { query?: Record<string, string>; body?: Fields };
    request = { method, path: pathname, query, body };
    return Promise.reject(cut);
  };
  const method = `${action[0]?.toLowerCase() ?? ""}${action.slice(1)}WithOptions`;
  await client[method]?.(...parametersOf(module, action, operation, input)).catch((error: unknown) => {
    if (error !== cut) throw error;
  });
  if (request === undefined) throw new Error(`the SDK has no ${operation.sdk ?? "such action"}`);
  return request;
}

/** Path parameters in order, then the rest as one model, then headers and options. */
function parametersOf(module: SdkModule, action: string, operation: Operation, input: Readonly<Fields>): unknown[] {
  const inPath = Object.keys(operation.input.path?.properties ?? {});
  const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !inPath.includes(name)));
  const model = module[`${action}Request`] as Model | undefined;
  const fields = model === undefined ? [] : [new model(toProperties(model, rest))];
  return [...inPath.map((name) => input[name]), ...fields, {}, {}];
}

function toProperties(model: Model, fields: Fields): Fields {
  const properties = Object.fromEntries(Object.entries(model.names()).map(([property, wire]) => [wire, property]));
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [properties[name] ?? name, value]));
}
