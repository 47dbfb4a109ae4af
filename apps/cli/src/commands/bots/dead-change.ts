import type { DeadLetters } from "@dt/session";
import { createWakeCalls } from "../../bots/wake.ts";
import { withLetters } from "../../bots/with-letters.ts";
import { tenantOf, tenantOption } from "../../bots/with-redis.ts";
import { CliError, invalidArguments } from "../../cli-error.ts";
import type { Argument, Command, Option } from "../../command/command.ts";
import type { Input } from "../../command/input.ts";
import type { Answer } from "../../output/answer.ts";

const ids: Argument = { name: "id", summary: "Ids of dead letters", many: true, optional: true };

const options: readonly Option[] = [
  tenantOption,
  { name: "all", type: "flag", summary: "All of the tenant" },
  { name: "reason", type: "text", summary: "With --all: only those with this reason" },
];

/** `dt dead replay` */
export const deadReplay: Command = {
  name: "replay",
  summary: "Put dead letters back: messages are answered again, replies sent again",
  details: "They go to the end of their session, after what waits there. --all begins with the oldest.",
  examples: ["dead replay dingtalk_private_u1#3!7", "dead replay --all --reason model_unavailable"],
  arguments: [ids],
  options: () => options,
  effect: "write",
  run: async (context, input) => {
    const wanted = readWanted(input);
    if (context.flags.dryRun) return { data: { dryRun: true, replay: wanted } };
    return withLetters(context, input, async ({ letters, tenant, redis }) => {
      const chosen = await choose(letters, tenant, wanted);
      await using wakes = createWakeCalls(redis, context.note);
      const done: string[] = [];
      for (const id of chosen) {
        const letter = await letters.replay(tenant, id);
        if (letter === undefined) continue;
        await wakes.wake(tenant, letter);
        done.push(id);
        context.progress(`${done.length} of ${chosen.length} replayed…`);
      }
      return conclude({ replayed: done }, chosen, done, "not replayed: gone, or never a message");
    });
  },
};

/** `dt dead drop` */
export const deadDrop: Command = {
  name: "drop",
  summary: "Forget dead letters for good",
  arguments: [ids],
  options: () => options,
  effect: "destructive",
  question: (input) => {
    const what = input.flag("all") === true ? "all dead letters" : `${input.arguments("id").length} dead letter(s)`;
    return `Forget ${what} of the tenant ${tenantOf(input)} for good.`;
  },
  run: async (context, input) => {
    const wanted = readWanted(input);
    if (context.flags.dryRun) return { data: { dryRun: true, drop: wanted } };
    return withLetters(context, input, async ({ letters, tenant }) => {
      const chosen = await choose(letters, tenant, wanted);
      const done: string[] = [];
      for (const id of chosen) if (await letters.drop(tenant, id)) done.push(id);
      return conclude({ dropped: done }, chosen, done, "not there");
    });
  },
};

interface Wanted {
  readonly tenant: string;
  /** All, or those with these ids. */
  readonly ids: readonly string[] | "all";
  /** With all: only those. */
  readonly reason: string | undefined;
}

function readWanted(input: Input): Wanted {
  const named = input.arguments("id");
  const all = input.flag("all") === true;
  if (all === named.length > 0) throw invalidArguments("Name dead letters, or say --all.");
  return { tenant: tenantOf(input), ids: all ? "all" : named, reason: input.text("reason") };
}

/** The letters that are meant, the oldest first: replay keeps the order of a session. */
async function choose(letters: DeadLetters, tenant: string, wanted: Wanted): Promise<readonly string[]> {
  if (wanted.ids !== "all") return wanted.ids;
  const { reason } = wanted;
  const found = await letters.list(tenant, { limit: Math.max(1, await letters.count(tenant)) });
  const matching = reason === undefined ? found : found.filter((letter) => letter.reason === reason);
  return matching.map(({ id }) => id).toReversed();
}

function conclude(data: object, chosen: readonly string[], done: readonly string[], why: string): Answer {
  const left = chosen.filter((id) => !done.includes(id));
  if (left.length === 0) return { data };
  const message = `${left.length} of ${chosen.length} were ${why}: ${left.join(", ")}.`;
  return { data: { ...data, left }, failure: new CliError("NOT_FOUND", message, { hint: "See: dt dead list" }) };
}
