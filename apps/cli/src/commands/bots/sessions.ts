import type { OperatorResult, SessionDetails, SessionOperator } from "@dt/session";
import { readWindow, restOf } from "../../bots/list-window.ts";
import { tenantOf, tenantOption, withTenant } from "../../bots/with-redis.ts";
import { CliError } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import type { Input } from "../../command/input.ts";
import { type Answer, lines, table, type View } from "../../output/answer.ts";
import { oneLine } from "../../output/terminal-text.ts";
import { showTime } from "../../output/time.ts";

const usualCount = 100;
const sessionId = { name: "sessionId", summary: "Such as dingtalk_private_manager01" };

const list: Command = {
  name: "list",
  summary: "List the sessions of a bot, the latest first",
  options: () => [tenantOption, { name: "waiting", type: "flag", summary: "Only those where something waits" }],
  effect: "read",
  paged: true,
  run: (context, input) =>
    withSessions(context, input, async (sessions, tenant) => {
      const window = readWindow(input, usualCount);
      const onlyWaiting = input.flag("waiting") === true;
      const { sessions: found, total } = await sessions.list(tenant, { ...window, onlyWaiting });
      const rest = restOf(window, found.length, total);
      if (total === 0) return { data: found, ...rest, view: lines(`The tenant ${tenant} has none.`) };
      const rows = found.map((session) => ({ ...session, lastAt: showTime(session.lastAt) }));
      const columns = {
        Session: "sessionId",
        Waiting: "waiting",
        Delivering: "delivering",
        History: "history",
        "Last turn": "lastAt",
      };
      return { data: found, ...rest, view: table(rows, columns) };
    }),
};

const show: Command = {
  name: "show",
  summary: "Show a session: its conversation, what is remembered, what waits",
  details: "Shows what the person said. Handle it as confidential.",
  arguments: [sessionId],
  options: () => [tenantOption],
  effect: "read",
  run: (context, input) =>
    withSessions(context, input, async (sessions, tenant) => {
      const found = await sessions.get({ tenantId: tenant, sessionId: input.argument("sessionId") });
      if (found === undefined) throw unknownSession(input.argument("sessionId"), tenant);
      return { data: found, view: showSession(found) };
    }),
};

const reset: Command = {
  name: "reset",
  summary: "End the conversation of a session; the next message begins a new one",
  details: "What is remembered about the person stays. What waits is still answered.",
  arguments: [sessionId],
  options: () => [tenantOption],
  effect: "destructive",
  question: (input) => `End the conversation of ${input.argument("sessionId")}.`,
  run: (context, input) => change(context, input, "reset"),
};

const forget: Command = {
  name: "forget",
  summary: "Erase the conversations of a session and what is remembered about the person",
  details: "Also their files, where DINGTALK_SESSION_MEMORY_DIR is set here. What waits is still answered.",
  arguments: [sessionId],
  options: () => [tenantOption],
  effect: "destructive",
  question: (input) => `Erase conversations and memory of ${input.argument("sessionId")} for good.`,
  run: (context, input) => change(context, input, "forget"),
};

export const commands = [list, show, reset, forget];

function withSessions(
  context: Context,
  input: Input,
  use: (sessions: SessionOperator, tenant: string) => Promise<Answer>,
): Promise<Answer> {
  return withTenant(context, input, async (redis, tenant) => {
    const { createSessionOperator } = await import("@dt/session");
    return use(createSessionOperator(redis), tenant);
  });
}

async function change(context: Context, input: Input, what: "reset" | "forget"): Promise<Answer> {
  if (context.flags.dryRun)
    return { data: { dryRun: true, [what]: { tenantId: tenantOf(input), sessionId: input.argument("sessionId") } } };
  return withSessions(context, input, async (sessions, tenantId) => {
    const session = { tenantId, sessionId: input.argument("sessionId") };
    const result: OperatorResult = await sessions[what](session);
    if (result === "busy") {
      const hint = "Repeat it in a moment.";
      throw new CliError("UNAVAILABLE", `A turn of ${session.sessionId} is running; nothing was changed.`, { hint });
    }
    const files = what === "forget" && (await forgetFiles(context, session));
    if (result === "nothing" && !files) throw unknownSession(session.sessionId, tenantId);
    return { data: { ...session, done: what } };
  });
}

/** True when there is a folder with files to erase. */
async function forgetFiles(context: Context, session: { tenantId: string; sessionId: string }): Promise<boolean> {
  const folder = (await context.settings()).get("DINGTALK_SESSION_MEMORY_DIR");
  if (folder === undefined) return false;
  const { createMemoryDirectory } = await import("@dt/session");
  await createMemoryDirectory(folder).forget(session);
  return true;
}

function unknownSession(id: string, tenant: string): CliError {
  const hint = "dt sessions list shows them; another bot is chosen with --tenant.";
  return new CliError("NOT_FOUND", `The tenant ${tenant} has no session ${id} with anything in it.`, { hint });
}

function showSession(session: SessionDetails): View {
  const { waiting, delivering, memory, conversation, lastAt, busyUntil } = session;
  const state = busyUntil === undefined ? "idle" : `busy or parked until ${showTime(busyUntil)}`;
  return lines(
    `${session.sessionId}: ${state}, ${waiting} waiting, ${delivering} delivering, last turn ${showTime(lastAt) || "never"}`,
    ...(memory.length === 0 ? [] : ["", "Remembered:", ...memory.map((fact) => `- ${oneLine(fact)}`)]),
    ...(conversation.length === 0 ? [] : ["", "Conversation:"]),
    ...conversation.map(({ role, content, at }) => `${showTime(at)} ${role}: ${oneLine(content)}`),
  );
}
