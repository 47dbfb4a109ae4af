import { CliError } from "../cli-error.ts";
import { type Fields, textAt } from "../fields.ts";
import { isDingTalkError, toCliError } from "./to-cli-error.ts";

type Find = (operation: "getUserIdByUnionId" | "getUser", input: Fields) => Promise<Fields>;

const mostChecked = 3;

/**
 * When DingTalk does not know a person, the usual reason is a unionId where a userId belongs. That is found out by
 * asking, not by the look of the id.
 */
export async function explainUnknownPerson(error: unknown, input: Fields, find: Find): Promise<unknown> {
  if (!isDingTalkError(error) || error.code !== "not_found") return error;
  const isReverse = error.operation === "getUserIdByUnionId";
  const explained = await (isReverse ? explainUnionId(input.unionid, find) : explainIds(userIdsIn(input), find));
  return explained?.with({ ...toCliError(error).details, hint: undefined }) ?? error;
}

/** The reverse mistake. */
async function explainUnionId(id: unknown, find: Find): Promise<CliError | undefined> {
  if (typeof id !== "string") return undefined;
  const unionId = textAt(await find("getUser", { userid: id }).catch(() => ({})), "result.unionid");
  if (unionId === undefined) return undefined;
  const message = `${id} is a userId, and a unionId belongs here: the unionId of that person is ${unionId}.`;
  return new CliError("NOT_FOUND", message, { hint: `dt user get ${id} shows the person.` });
}

/** The error for the first id that is a unionId; undefined when none is. */
export async function explainIds(ids: readonly string[], find: Find): Promise<CliError | undefined> {
  for (const id of ids.slice(0, mostChecked)) {
    const userId = textAt(await find("getUserIdByUnionId", { unionid: id }).catch(() => ({})), "result.userid");
    if (userId === undefined) continue;
    const message = `${id} is a unionId, and a userId belongs here: it is the unionId of the person with the userId ${userId}.`;
    return new CliError("NOT_FOUND", message, { hint: `Use ${userId}; dt user by-unionid ${id} finds it too.` });
  }
  return undefined;
}

/** Values of fields that hold user ids: `userid`, `userId`, `originatorUserId`, `userIds` … */
function userIdsIn(input: Fields): string[] {
  const fields = Object.entries(input).filter(([name]) => /user_?ids?$/i.test(name) && !/union/i.test(name));
  return fields.flatMap(([, value]) => [value].flat()).filter((value) => typeof value === "string");
}
