import { type Method, type Operation, operationNames, operations } from "@dt/api";
import { invalidArguments } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import { confirmEffect } from "../../command/confirm.ts";
import type { Context } from "../../command/context.ts";
import type { Input } from "../../command/input.ts";
import { suggest } from "../../command/suggest.ts";
import type { Answer } from "../../output/answer.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const satisfies readonly Method[];

const call: Command = {
  name: "",
  summary: "Call any operation by name, or any path of DingTalk",
  details: [
    "By name the input is checked before anything is sent; dt schema lists the names and their fields.",
    "By path it is sent as it is: /v1.0/… goes to the newer host, everything else to the older one.",
    "There, only GET is repeated when its outcome is unknown.",
  ].join("\n"),
  examples: [
    `call workflowCountTodoTasks --data '{"userId":"manager01"}'`,
    "call GET /v1.0/contact/users/me",
    `call POST /topapi/v2/user/get --data '{"userid":"manager01"}'`,
  ],
  arguments: [
    { name: "method", summary: `${methods.join(", ")}, or the name of an operation` },
    { name: "path", summary: "Path at DingTalk, after a method", optional: true },
  ],
  options: () => [{ name: "query", type: "pairs", summary: "Parameters of the query" }],
  effect: "read",
  takesData: true,
  run: async (context, input) => {
    const first = input.argument("method");
    const path = input.optionalArgument("path");
    const method = methods.find((name) => name === first.toUpperCase());
    if (method === undefined) return callByName(context, first, path, input);
    if (path === undefined) throw invalidArguments(`dt call ${first} needs a path, such as /v1.0/contact/users/me.`);
    return callByPath(context, method, path, input);
  },
};

export const commands = [call];

async function callByName(context: Context, name: string, path: string | undefined, input: Input): Promise<Answer> {
  const known = operationNames.find((candidate) => candidate === name);
  if (known === undefined || path !== undefined) {
    const near = suggest(name, [...operationNames, ...methods]);
    const hint = near === undefined ? "dt schema lists all operations." : `Did you mean: dt call ${near}?`;
    throw invalidArguments(`${name} is neither a method nor an operation.`, { hint });
  }
  const operation: Operation = operations[known];
  const what = `${operation.description} (${operation.name})`;
  await confirmEffect(context, `call ${known}`, what, { effect: operation.effect, costly: operation.costly === true });
  return { data: await context.dingtalk.call(known, { ...input.pairs("query"), ...input.data }) };
}

async function callByPath(context: Context, method: Method, path: string, input: Input): Promise<Answer> {
  if (!path.startsWith("/")) throw invalidArguments("The path must begin with /, such as /v1.0/contact/users/me.");
  const effect = method === "DELETE" ? "destructive" : "write";
  await confirmEffect(context, `call ${method}`, `${method} ${path}`, { effect, costly: false });
  const body = Object.keys(input.data).length === 0 ? undefined : input.data;
  return { data: await context.dingtalk.request(method, path, { query: input.pairs("query"), body }) };
}
