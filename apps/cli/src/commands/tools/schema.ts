import { type OperationName, operationNames, operations } from "@dt/api";
import { invalidArguments } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import { commandSchema, operationSchema } from "../../command/json-schema.ts";
import { loadCommands, type NamedCommand } from "../../command/load-commands.ts";
import { suggest } from "../../command/suggest.ts";
import { type Answer, lines, table } from "../../output/answer.ts";

const schema: Command = {
  name: "",
  summary: "Show the JSON Schema of an operation or a command, or list them all",
  examples: ["schema", "schema getUser", "schema todo create"],
  arguments: [{ name: "name", summary: "An operation (getUser) or a command (user get)", many: true, optional: true }],
  effect: "read",
  run: async (_context, input) => {
    const { groups } = await import("../index.ts");
    const commands = await loadCommands(groups);
    const name = input.arguments("name").join(" ").replace(/^dt /, "");
    if (name === "") return listAll(commands);
    const data = describe(name, commands);
    return { data, view: lines(JSON.stringify(data, undefined, 2)) };
  },
};

export const commands = [schema];

function describe(name: string, all: readonly NamedCommand[]) {
  const operation = operationNames.find((candidate) => candidate === name);
  if (operation !== undefined) return operationSchema(operation, pathsOf(operation, all));
  const named = all.find(({ path }) => path === name);
  if (named !== undefined) return commandSchema(named.path, named.command);
  const near = suggest(name, [...operationNames, ...all.map(({ path }) => path)]);
  const hint = near === undefined ? "dt schema lists them all." : `Did you mean: dt schema ${near}?`;
  throw invalidArguments(`${name} is neither an operation nor a command.`, { hint });
}

function pathsOf(operation: OperationName, all: readonly NamedCommand[]): string[] {
  return all.filter(({ command }) => command.operation === operation).map(({ path }) => path);
}

function listAll(all: readonly NamedCommand[]): Answer {
  const listed = operationNames.map((name) => {
    const { group, effect, description } = operations[name];
    const [path] = pathsOf(name, all);
    return { operation: name, group, effect, command: `dt ${path ?? `call ${name}`}`, description };
  });
  const named = all.map(({ path, command }) => ({
    command: `dt ${path}`,
    effect: command.effect,
    description: command.summary,
  }));
  const columns = { Operation: "operation", Effect: "effect", Command: "command", Description: "description" };
  return { data: { operations: listed, commands: named }, view: table(listed, columns) };
}
