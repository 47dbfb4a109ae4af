import { type Effect, inputSchema, type Operation, type OperationName, operationNames, operations } from "@dt/api";
import { invalidArguments } from "../cli-error.ts";
import { suggest } from "../command/suggest.ts";
import type { Fields } from "../fields.ts";

/** How much an agent may do; each includes the ones before it. What may cost money counts as destructive. */
export const allowances = ["read", "write", "destructive"] as const satisfies readonly Effect[];
export type Allowance = (typeof allowances)[number];

/** An operation as an agent sees it. */
export interface Tool {
  readonly name: OperationName;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: Fields & { readonly type: "object" };
  readonly annotations: {
    readonly title: string;
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
}

export interface ToolsOptions {
  readonly allow: Allowance;
  /** Only operations of these groups. @default all */
  readonly groups?: readonly string[];
  /** A person has logged in. */
  readonly hasPerson: boolean;
}

/** Answers of these hold secrets, or nothing an agent could use. */
const hiddenGroups: ReadonlySet<string> = new Set(["tokens", "stream"]);

/** The tools that an agent gets. */
export function toTools(options: ToolsOptions): Tool[] {
  return operationNames.filter((name) => isOffered(operations[name], options)).map(toTool);
}

function isOffered(operation: Operation, { allow, groups = [], hasPerson }: ToolsOptions): boolean {
  if (hiddenGroups.has(operation.group)) return false;
  if (groups.length > 0 && !groups.includes(operation.group)) return false;
  if (operation.tokenKind === "user" && !hasPerson) return false;
  return allowances.indexOf(allowanceFor(operation)) <= allowances.indexOf(allow);
}

function allowanceFor({ effect, costly }: Operation): Allowance {
  return costly === true ? "destructive" : effect;
}

function toTool(name: OperationName): Tool {
  const operation: Operation = operations[name];
  const { description, effect, overwrites, limits = [], notes = [] } = operation;
  return {
    name,
    title: description.replace(/\.$/, ""),
    description: [description, ...limits.map((limit) => `Limit: ${limit}.`), ...notes].join("\n"),
    inputSchema: toolInput(operation),
    annotations: {
      title: description.replace(/\.$/, ""),
      readOnlyHint: effect === "read",
      destructiveHint: effect === "destructive",
      idempotentHint: effect !== "write" || overwrites === true,
      openWorldHint: true,
    },
  };
}

/** What dt knows by itself need not be given: the robot and the place of the first page. */
function toolInput(operation: Operation): Tool["inputSchema"] {
  const { properties, required = [] } = inputSchema(operation);
  const known = new Set(["robotCode", operation.paging?.position, operation.paging?.size]);
  const media = operation.encoding === "multipart" ? { media: mediaSchema } : {};
  return {
    type: "object",
    properties: { ...properties, ...media },
    required: required.filter((name) => !known.has(name)),
    additionalProperties: false,
  };
}

const mediaSchema = {
  type: "object",
  description: "The file.",
  properties: {
    name: { type: "string", description: "Name with its ending, such as report.pdf." },
    base64: { type: "string", description: "Content, base64." },
  },
  required: ["name", "base64"],
  additionalProperties: false,
} as const;

/** The input of a call, with what dt knows by itself. */
export async function toOperationInput(
  operation: Operation,
  given: Fields,
  robotCode: () => Promise<string>,
): Promise<Fields> {
  const { properties } = inputSchema(operation);
  const { paging, encoding } = operation;
  return {
    ...("robotCode" in properties && given.robotCode === undefined ? { robotCode: await robotCode() } : {}),
    ...(paging?.size === undefined ? {} : { [paging.size]: paging.maxSize ?? 20 }),
    ...(paging?.first === undefined ? {} : { [paging.position]: paging.first }),
    ...given,
    ...(encoding === "multipart" ? { media: toFile(given.media) } : {}),
  };
}

function toFile(media: unknown): File {
  const { name, base64 } = (media ?? {}) as { name?: unknown; base64?: unknown };
  if (typeof name !== "string" || typeof base64 !== "string")
    throw invalidArguments("media must be an object with name and base64.");
  return new File([Buffer.from(base64, "base64")], name);
}

/** The tool of that name. @throws CliError that says why there is none */
export function findTool(tools: readonly Tool[], name: string): Tool {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool !== undefined) return tool;
  const known = operationNames.find((candidate) => candidate === name);
  if (known === undefined) {
    const near = suggest(
      name,
      tools.map((candidate) => candidate.name),
    );
    throw invalidArguments(`There is no tool ${name}.`, near === undefined ? {} : { hint: `Did you mean ${near}?` });
  }
  const allowance = allowanceFor(operations[known]);
  const hint = allowance === "read" ? undefined : `Whoever runs the server allows it with: dt mcp --allow ${allowance}`;
  throw invalidArguments(`${name} is not offered by this server.`, { hint });
}
