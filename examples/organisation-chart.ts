/** Prints departments and people as a list, a diagram or a table. */
import type { Client, EntryFor, SubDepartment } from "@dt/api";
import { csvLine } from "./shared/csv.ts";
import { count, InputError, runProgram } from "./shared/program.ts";

const help = `
Prints departments and people as a list, a diagram or a table.

  node examples/organisation-chart.ts [--format markdown|mermaid|csv] [--department 1]

  --department   where to begin; 1 is the whole organisation
`;

interface Place {
  /** Departments from the first one down to this. */
  readonly path: readonly Required<Pick<SubDepartment, "dept_id" | "name">>[];
  readonly people: readonly EntryFor<"listDepartmentUsers">[];
}

const formats: Readonly<Record<string, (places: readonly Place[]) => string[]>> = { markdown, mermaid, csv };

await runProgram(
  help,
  { format: { type: "string", default: "markdown" }, department: { type: "string", default: "1" } },
  async ({ dingtalk, options, signal }) => {
    const format = formats[options.format];
    if (format === undefined) throw new InputError(`--format must be ${Object.keys(formats).join(", ")}`);
    const root = count(options.department, "--department");
    const { name = "", dept_id = root } = await dingtalk.departments.get(root, { signal });
    const places = await Array.fromAsync(walk(dingtalk, [{ name, dept_id }], signal));
    console.log(format(places).join("\n"));
  },
);

/** The department and all below it, each before its own. */
async function* walk(dingtalk: Client, path: Place["path"], signal: AbortSignal): AsyncGenerator<Place> {
  const { dept_id = 1 } = path.at(-1) ?? {};
  yield { path, people: await Array.fromAsync(dingtalk.entries("listDepartmentUsers", { dept_id }, { signal })) };
  for (const { dept_id: id, name = "" } of await dingtalk.departments.children(dept_id, { signal })) {
    if (id !== undefined) yield* walk(dingtalk, [...path, { dept_id: id, name }], signal);
  }
}

function markdown(places: readonly Place[]): string[] {
  return places.flatMap(({ path, people }) => {
    const indent = "  ".repeat(path.length - 1);
    const lines = people.map(({ name, title }) => `${indent}  - ${name}${title ? `, ${title}` : ""}`);
    return [`${indent}- **${path.at(-1)?.name}** (${people.length})`, ...lines];
  });
}

function mermaid(places: readonly Place[]): string[] {
  const lines = places.flatMap(({ path, people }) => {
    const [parent, self] = [path.at(-2), path.at(-1)];
    const names = [`<b>${label(self?.name)}</b>`, ...people.map(({ name }) => label(name))];
    const box = `  d${self?.dept_id}["${names.join("<br>")}"]`;
    return parent === undefined ? [box] : [box, `  d${parent.dept_id} --> d${self?.dept_id}`];
  });
  return ["graph TD", ...lines];
}

/** Text that cannot end a label or begin a tag. */
function label(text = ""): string {
  return text.replaceAll(/["<>&#]/g, (character) => `#${character.codePointAt(0)};`);
}

function csv(places: readonly Place[]): string[] {
  const rows = places.flatMap(({ path, people }) => {
    const department = path.map(({ name }) => name).join(" / ");
    return people.map(({ userid = "", name = "", title = "", mobile = "" }) => {
      return csvLine([department, userid, name, title, mobile]);
    });
  });
  return [csvLine(["department", "userId", "name", "title", "mobile"]), ...rows];
}
