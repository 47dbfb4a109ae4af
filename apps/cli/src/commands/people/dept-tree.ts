import { inParallel } from "../../bulk/in-parallel.ts";
import { invalidArguments } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import { listAt, textAt, valueAt } from "../../fields.ts";
import { lines } from "../../output/answer.ts";
import { oneLine } from "../../output/terminal-text.ts";

const rootId = 1;
const parallelReads = 5;
const defaultDepth = 10;

interface Department {
  readonly deptId: number;
  readonly name: string;
  /** Absent below the depth that was asked for. */
  readonly children?: readonly Department[];
}

/** `dt dept tree`: walks the organisation, one call per department. */
export const deptTree: Command = {
  name: "tree",
  summary: "Draw the organisation",
  details: "Costs one call per department.",
  examples: ["dept tree", "dept tree 42 --depth 2"],
  arguments: [{ name: "deptId", summary: "Where to begin (default 1, the whole organisation)", optional: true }],
  options: () => [
    { name: "depth", type: "integer", value: "levels", summary: `Levels below (default ${defaultDepth})` },
  ],
  effect: "read",
  run: async (context, input) => {
    const deptId = Number(input.optionalArgument("deptId") ?? rootId);
    if (!Number.isSafeInteger(deptId)) throw invalidArguments("<deptId> must be a whole number.");
    const top = await context.dingtalk.call("getDepartment", { dept_id: deptId });
    const walk = createWalk(context);
    const tree = await walk(
      { deptId, name: nameOf(valueAt(top, "result"), deptId) },
      input.integer("depth") ?? defaultDepth,
    );
    return { data: tree, view: lines(...drawTree(tree)) };
  },
};

type Walk = (department: Department, depth: number) => Promise<Department>;

function createWalk(context: Context): Walk {
  let read = 0;
  const walk: Walk = async (department, depth) => {
    if (depth <= 0) return department;
    const answer = await context.dingtalk.call("listSubDepartments", { dept_id: department.deptId });
    read += 1;
    context.progress(`${read} departments read…`);
    const below = listAt(answer, "result").map(toDepartment);
    return { ...department, children: await inParallel(below, parallelReads, (child) => walk(child, depth - 1)) };
  };
  return walk;
}

function toDepartment(entry: unknown): Department {
  const deptId = Number(valueAt(entry, "dept_id"));
  return { deptId, name: nameOf(entry, deptId) };
}

function nameOf(entry: unknown, deptId: number): string {
  return textAt(entry, "name") ?? `department ${deptId}`;
}

/** The tree in box characters, ids behind the names. */
function drawTree(department: Department): string[] {
  const title = `${oneLine(department.name)} (${department.deptId})`;
  const children = department.children ?? [];
  const below = children.flatMap((child, index) => {
    const last = index === children.length - 1;
    const [head = "", ...rest] = drawTree(child);
    return [`${last ? "└─ " : "├─ "}${head}`, ...rest.map((line) => `${last ? "   " : "│  "}${line}`)];
  });
  return [title, ...below];
}
