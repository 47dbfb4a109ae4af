import { operations } from "@dt/api";
import type { Command } from "../../command/command.ts";
import { table } from "../../output/answer.ts";

/** `dt dept search`: the operation answers ids only. */
export const deptSearch: Command = {
  name: "search",
  summary: "Find departments by name",
  details: "DingTalk answers ids; the departments are read one by one. --ids leaves that out.",
  examples: ["dept search 研发"],
  arguments: [{ name: "keyword", summary: "Part of the name" }],
  options: () => [{ name: "ids", type: "flag", summary: "Only ids" }],
  effect: "read",
  operation: "searchDepartments",
  paged: true,
  run: async (context, input) => {
    const [{ readList }, { readEach }] = await Promise.all([
      import("../../command/paging.ts"),
      import("../../bulk/read-each.ts"),
    ]);
    const fields = { queryWord: input.argument("keyword"), ...input.data };
    const operation = operations.searchDepartments;
    const found = await readList({ context, operation, fields, input, columns: { deptId: "" } });
    if (input.flag("ids")) return found;
    const inputs = (found.data as readonly number[]).map((id) => ({ dept_id: id }));
    const departments = await readEach(context, "getDepartment", inputs, "result");
    const columns = { deptId: "dept_id", Name: "name", Parent: "parent_id", Managers: "dept_manager_userid_list" };
    return { ...found, data: departments, view: table(departments, columns) };
  },
};
