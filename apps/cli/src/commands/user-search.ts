import { operations } from "@dt/api";
import type { Command } from "../command/command.ts";
import type { Context } from "../command/context.ts";
import { readPages } from "../command/paging.ts";
import { isDingTalkError } from "../dingtalk/to-cli-error.ts";
import { type Fields, isFields, valueAt } from "../fields.ts";
import { inParallel } from "../in-parallel.ts";
import { table } from "../output/answer.ts";

/** Below DingTalk's 20 calls a second for one operation. */
const parallelReads = 5;

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
    const fields: Fields = {
      queryWord: input.argument("keyword"),
      ...(input.flag("exact") ? { fullMatchField: 1 } : {}),
      ...input.data,
    };
    const found = await readPages({
      context,
      operation: operations.searchUsers,
      fields,
      input,
      columns: { userId: "" },
    });
    if (input.flag("ids")) return found;
    const people = await readPeople(context, found.data as readonly string[]);
    const columns = { userId: "userid", Name: "name", Title: "title", Mobile: "mobile", Departments: "dept_id_list" };
    return { ...found, data: people, view: table(people, columns) };
  },
};

/** Who cannot be read keeps their id: the app may not see everybody. */
async function readPeople(context: Context, ids: readonly string[]): Promise<Fields[]> {
  let refused = 0;
  const people = await inParallel(ids, parallelReads, async (userid): Promise<Fields> => {
    context.progress(`reading ${ids.length} people…`);
    try {
      const person = valueAt(await context.dingtalk.call("getUser", { userid }), "result");
      return isFields(person) ? person : { userid };
    } catch (error) {
      if (!isDingTalkError(error) || (error.code !== "permission_denied" && error.code !== "not_found")) throw error;
      refused += 1;
      return { userid };
    }
  });
  if (refused > 0) context.note(`${refused} of ${ids.length} people could not be read; only their ids are shown.`);
  return people;
}
