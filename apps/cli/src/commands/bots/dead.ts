import type { DeadLetter } from "@dt/session";
import { readWindow, restOf } from "../../bots/list-window.ts";
import { withLetters } from "../../bots/with-letters.ts";
import { tenantOption } from "../../bots/with-redis.ts";
import { CliError } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import { lines, table } from "../../output/answer.ts";
import { showTime } from "../../output/time.ts";
import { deadDrop, deadReplay } from "./dead-change.ts";

const usualCount = 50;

const list: Command = {
  name: "list",
  summary: "List what was given up, the newest first",
  examples: ["dead list", "dead list --tenant acme --all --json"],
  options: () => [tenantOption],
  effect: "read",
  paged: true,
  run: (context, input) =>
    withLetters(context, input, async ({ letters, tenant }) => {
      const window = readWindow(input, usualCount);
      const total = await letters.count(tenant);
      const found = await letters.list(tenant, window);
      if (total === 0) return { data: [], total, view: lines(`The tenant ${tenant} has no dead letters.`) };
      const data = found.map(({ payload: _payload, ...about }) => about);
      const rows = data.map((letter) => ({ ...letter, ...showTimes(letter) }));
      const columns = {
        Id: "id",
        Kind: "kind",
        Reason: "reason",
        Session: "sessionId",
        Tries: "attempts",
        First: "firstAt",
        Last: "lastAt",
      };
      return { data, ...restOf(window, found.length, total), view: table(rows, columns) };
    }),
};

const show: Command = {
  name: "show",
  summary: "Show a dead letter with what it holds",
  details: "Shows what the person said. Handle it as confidential.",
  arguments: [{ name: "id", summary: "Id of the dead letter" }],
  options: () => [tenantOption],
  effect: "read",
  run: (context, input) =>
    withLetters(context, input, async ({ letters, tenant }) => {
      const id = input.argument("id");
      const letter = await letters.get(tenant, id);
      if (letter === undefined) throw unknownLetter(id, tenant);
      const data = { ...letter, payload: letter.payload.map(readPayload) };
      return { data, view: { kind: "record", fields: { ...data, ...showTimes(letter) } } };
    }),
};

export const commands = [list, show, deadReplay, deadDrop];

function showTimes({ firstAt, lastAt }: Pick<DeadLetter, "firstAt" | "lastAt">) {
  return { firstAt: showTime(firstAt), lastAt: showTime(lastAt) };
}

function readPayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unknownLetter(id: string, tenant: string): CliError {
  const hint = "dt dead list shows them; another bot is chosen with --tenant.";
  return new CliError("NOT_FOUND", `The tenant ${tenant} has no dead letter ${id}.`, { hint });
}
