import { operations } from "@dt/api";
import type { Command } from "../../command/command.ts";
import { table } from "../../output/answer.ts";

/** `dt user search`: the operation answers ids only, and a person looks for names. */
export const userSearch: Command = {
  name: "search",
  summary: "Find people by name, pinyin or English name",
  details: "DingTalk answers ids; who they are is read one by one. --ids leaves that out.",
  examples: ["user search 张", "user search zhang --ids --all --json"],
  arguments: [{ name: "keyword", summary: "Part of the name" }],
  options: () => [
    { name: "ids", type: "flag", summary: "Only ids" },
    { name: "exact", type: "flag", summary: "Only people whose whole name is the keyword" },
  ],
  effect: "read",
  operation: "searchUsers",
  paged: true,
  run: async (context, input) => {
    const [{ readList }, { readEach }] = await Promise.all([
      import("../../command/paging.ts"),
      import("../../bulk/read-each.ts"),
    ]);
    const exact = input.flag("exact") ? { fullMatchField: 1 } : {};
    const fields = { queryWord: input.argument("keyword"), ...exact, ...input.data };
    const operation = operations.searchUsers;
    const found = await readList({ context, operation, fields, input, columns: { userId: "" } });
    if (input.flag("ids")) return found;
    const inputs = (found.data as readonly string[]).map((userid) => ({ userid }));
    const people = await readEach(context, "getUser", inputs, "result");
    const columns = { userId: "userid", Name: "name", Title: "title", Mobile: "mobile", Departments: "dept_id_list" };
    return { ...found, data: people, view: table(people, columns) };
  },
};
