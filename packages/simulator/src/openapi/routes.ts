import { type Operation, operationNames, operations } from "@dt/api";
import type { Call } from "./call.ts";
import { type InputCheck, inputCheckOf } from "./checks/validation.ts";
import { handlers } from "./handlers/index.ts";

/** A declared operation, how its input is checked, and what it does. */
export interface Route {
  readonly operation: Operation;
  readonly check: InputCheck;
  /** Absent for operations that are declared but not simulated. */
  readonly handler: RouteHandler | undefined;
}

interface RouteHandler {
  run(call: Call<unknown>): unknown;
  readonly anyToken?: true;
  readonly refusals?: Readonly<Record<string, string>>;
}

export interface Match {
  readonly route: Route;
  readonly path: Record<string, string>;
}

export interface Routes {
  find(host: Operation["host"], method: string, path: string): Match | undefined;
}

interface Pattern {
  readonly regex: RegExp;
  readonly names: readonly string[];
  readonly route: Route;
}

const noParameters: Record<string, string> = {};

/** Finds declared operations by host, method and path. */
export function createRoutes(): Routes {
  const fixed = new Map<string, Route>();
  const patterns: Pattern[] = [];
  for (const name of operationNames) {
    const operation: Operation = operations[name];
    const handler = handlers[name] as RouteHandler | undefined;
    const route = { operation, check: inputCheckOf(operation), handler };
    if (operation.path.includes("{")) patterns.push(toPattern(route));
    else fixed.set(`${operation.host} ${operation.method} ${operation.path}`, route);
  }
  return {
    find: (host, method, path) => {
      const route = fixed.get(`${host} ${method} ${path}`);
      return route ? { route, path: noParameters } : findPattern(patterns, host, method, path);
    },
  };
}

function toPattern(route: Route): Pattern {
  const names = [...route.operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const source = route.operation.path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "([^/]+)");
  return { route, names, regex: new RegExp(`^${source}$`) };
}

function findPattern(patterns: readonly Pattern[], host: string, method: string, path: string): Match | undefined {
  for (const { regex, names, route } of patterns) {
    if (route.operation.host !== host || route.operation.method !== method) continue;
    const values = regex.exec(path);
    if (!values) continue;
    return { route, path: Object.fromEntries(names.map((name, index) => [name, decode(values[index + 1] ?? "")])) };
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
