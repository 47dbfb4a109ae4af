import type { OperationName } from "@dt/api";
import type { Context } from "../command/context.ts";
import { isDingTalkError } from "../dingtalk/to-cli-error.ts";
import { type Fields, isFields, valueAt } from "../fields.ts";
import { withoutControls } from "../output/control-characters.ts";
import { inParallel } from "./in-parallel.ts";

/** Below DingTalk's 20 calls a second for one operation. */
const parallelReads = 5;

/** Reads the details of ids, in their order. What the app may not see keeps only its id, which is said once. */
export async function readEach(
  context: Context,
  operation: OperationName,
  inputs: readonly Fields[],
  result: string,
): Promise<Fields[]> {
  let done = 0;
  const refused: Error[] = [];
  const found = await inParallel(inputs, parallelReads, async (input): Promise<Fields> => {
    try {
      const details = valueAt(await context.dingtalk.call(operation, input), result);
      return isFields(details) ? { ...input, ...details } : input;
    } catch (error) {
      if (!isDingTalkError(error) || (error.code !== "permission_denied" && error.code !== "not_found")) throw error;
      refused.push(error);
      return input;
    } finally {
      done += 1;
      context.progress(`${done} of ${inputs.length} read…`);
    }
  });
  const [first] = refused;
  if (first !== undefined) {
    const count = `${refused.length} of ${inputs.length} could not be read`;
    context.note(withoutControls(`${count}; only their ids are shown. The first: ${first.message}`));
  }
  return found;
}
