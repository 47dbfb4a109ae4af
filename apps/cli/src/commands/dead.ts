import type { DeadLetter, DeadLetters, RedisClient } from "@dt/session";
import { CliError, invalidArguments } from "../cli-error.ts";
import type { Command } from "../command/command.ts";
import type { Context } from "../command/context.ts";
import type { Input } from "../command/input.ts";
import { type Answer, table } from "../output/answer.ts";
import { showTime } from "../output/time.ts";
import { createWakeCalls } from "../wake.ts";
import { tenantOf, tenantOption, withTenant } from "../with-redis.ts";

const usualCount = 50;
const id = { name: "id", summary: "Id of the dead letter" };
const ids = { name: "id", summary: "Ids of dead letters", many: true, optional: true } as const;

const list: Command = {
  name: "list",
  summary: "List what was given up, the newest first",
  examples: ["dead list", "dead list --tenant acme --all --json"],
  options: () => [tenantOption],
  effect: "read",
  paged: true,
  run: (context, input) =>
    withLetters(context, input, async ({ letters, tenant }) => {
      const { all, limit, cursor } = input.paging;
      const offset = readOffset(cursor);
      const total = await letters.count(tenant);
      const found = await letters.list(tenant, { limit: all ? Math.max(total, 1) : (limit ?? usualCount), offset });
      const data = found.map(({ payload: _payload, ...about }) => about);
      const rows = data.map((letter) => ({ ...letter, at: showTime(letter.at) }));
      const columns = { Id: "id", Kind: "kind", Reason: "reason", Session: "sessionId", Tries: "attempts", At: "at" };
      const next = offset + found.length;
      return { data, total, nextCursor: next < total ? next : undefined, view: table(rows, columns) };
    }),
};

const show: Command = {
  name: "show",
  summary: "Show a dead letter with what it holds",
  arguments: [id],
  options: () => [tenantOption],
  effect: "read",
  run: (context, input) =>
    withLetters(context, input, async ({ letters, tenant }) => {
      const letter = await letters.get(tenant, input.argument("id"));
      if (letter === undefined) throw unknownLetter(input.argument("id"), tenant);
      const payload = letter.payload.map(readPayload);
      return {
        data: { ...letter, payload },
        view: { kind: "record", fields: { ...letter, at: showTime(letter.at), payload } },
      };
    }),
};

const replay: Command = {
  name: "replay",
  summary: "Put dead letters back: messages are answered again, replies sent again",
  details: "They go to the end of their session, after what waits there. --all begins with the oldest.",
  examples: ["dead replay dingtalk_private_u1#3!7", "dead replay --all --reason model_unavailable"],
  arguments: [ids],
  options: () => [
    tenantOption,
    { name: "all", type: "flag", summary: "All of the tenant" },
    { name: "reason", type: "text", summary: "With --all: only those with this reason" },
  ],
  effect: "write",
  run: (context, input) =>
    withLetters(context, input, async ({ letters, tenant, redis }) => {
      const chosen = await choose(letters, tenant, input);
      if (context.flags.dryRun) return { data: { dryRun: true, replay: chosen } };
      await using wakes = createWakeCalls(redis, context.note);
      const done: string[] = [];
      for (const each of chosen) {
        const letter = await letters.replay(tenant, each);
        if (letter === undefined) continue;
        await wakes.wake(tenant, letter);
        done.push(each);
        context.progress(`${done.length} of ${chosen.length} replayed…`);
      }
      return conclude({ replayed: done }, chosen, done, `not replayed: gone, or never a message`);
    }),
};

const drop: Command = {
  name: "drop",
  summary: "Forget dead letters for good",
  arguments: [{ ...ids, optional: true }],
  options: () => [
    tenantOption,
    { name: "all", type: "flag", summary: "All of the tenant" },
    { name: "reason", type: "text", summary: "With --all: only those with this reason" },
  ],
  effect: "destructive",
  question: (input) => {
    const what = input.flag("all") ? "all dead letters" : `${input.arguments("id").length} dead letter(s)`;
    return `Forget ${what} of the tenant ${tenantOf(input)} for good.`;
  },
  run: (context, input) =>
    withLetters(context, input, async ({ letters, tenant }) => {
      const chosen = await choose(letters, tenant, input);
      if (context.flags.dryRun) return { data: { dryRun: true, drop: chosen } };
      const done: string[] = [];
      for (const each of chosen) if (await letters.drop(tenant, each)) done.push(each);
      return conclude({ dropped: done }, chosen, done, "not there");
    }),
};

export const commands = [list, show, replay, drop];

interface Opened {
  readonly letters: DeadLetters;
  readonly tenant: string;
  readonly redis: RedisClient;
}

function withLetters(context: Context, input: Input, use: (opened: Opened) => Promise<Answer>): Promise<Answer> {
  return withTenant(context, input, async (redis, tenant) => {
    const { createDeadLetters } = await import("@dt/session");
    return use({ letters: createDeadLetters(redis), tenant, redis });
  });
}

/** The letters that are meant, the oldest first: replay keeps the order of a session. */
async function choose(letters: DeadLetters, tenant: string, input: Input): Promise<string[]> {
  const named = input.arguments("id");
  const all = input.flag("all") === true;
  if (all === named.length > 0) throw invalidArguments("Name dead letters, or say --all.");
  if (!all) return [...named];
  const reason = input.text("reason");
  const found = await letters.list(tenant, { limit: Math.max(1, await letters.count(tenant)) });
  const wanted = reason === undefined ? found : found.filter((letter) => letter.reason === reason);
  return wanted.map((letter: DeadLetter) => letter.id).toReversed();
}

function conclude(data: object, chosen: readonly string[], done: readonly string[], why: string): Answer {
  const left = chosen.filter((each) => !done.includes(each));
  if (left.length === 0) return { data };
  const message = `${left.length} of ${chosen.length} were ${why}: ${left.join(", ")}.`;
  return { data: { ...data, left }, failure: new CliError("NOT_FOUND", message, { hint: "See: dt dead list" }) };
}

function readOffset(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d+$/.test(cursor)) return Number(cursor);
  throw invalidArguments("--cursor must be the nextCursor of an earlier list.");
}

function readPayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unknownLetter(letterId: string, tenant: string): CliError {
  const hint = "dt dead list shows them; another bot is chosen with --tenant.";
  return new CliError("NOT_FOUND", `The tenant ${tenant} has no dead letter ${letterId}.`, { hint });
}
