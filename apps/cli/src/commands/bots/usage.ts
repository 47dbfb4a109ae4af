import type { Usage, UsageReport } from "@dt/session";
import { tenantOption, withTenant } from "../../bots/with-redis.ts";
import { invalidArguments } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import type { Input } from "../../command/input.ts";
import { defined } from "../../fields.ts";
import { lines, table, type View } from "../../output/answer.ts";

const usualDays = 30;
const usualMonths = 3;
const dayMs = 86_400_000;

const usage: Command = {
  name: "",
  summary: "Show what a bot used: calls of DingTalk, turns, replies and tokens of its models",
  details: [
    "By month, or by day with --by day, as days are counted in China. Days and months without any use are left out.",
    `Without --from: the last ${usualMonths} months, or ${usualDays} days. Usage is kept for 400 days.`,
  ].join("\n"),
  examples: ["usage", "usage --tenant acme --by day", "usage --from 2026-01-01 --to 2026-03-31 --json"],
  options: () => [
    tenantOption,
    { name: "by", type: "text", choices: ["month", "day"], summary: "Sums by month (default) or by day" },
    { name: "from", type: "text", value: "day", summary: "First day, as 2026-03-01" },
    { name: "to", type: "text", value: "day", summary: "Last day (default: today)" },
  ],
  effect: "read",
  run: (context, input) =>
    withTenant(context, input, async (redis, tenant) => {
      const { readUsage, usageDay } = await import("@dt/session");
      const period = periodOf(input, usageDay());
      const report = await readUsage(redis, tenant, period).catch((cause: unknown) => {
        throw cause instanceof RangeError ? invalidArguments(`--from, --to: ${cause.message}.`, { cause }) : cause;
      });
      const rows = (input.text("by") === "day" ? report.days : report.months).filter(isUsed);
      return { data: { tenant, ...period, usage: rows }, view: rows.length === 0 ? none(tenant, period) : show(rows) };
    }),
};

export const commands = [usage];

interface Period {
  readonly from: string;
  readonly to: string;
}

function periodOf(input: Input, today: string): Period {
  const to = input.text("to") ?? today;
  return { from: input.text("from") ?? usualFrom(to, input.text("by") === "day"), to };
}

/** A last day that is none is found out when the usage is read. */
function usualFrom(to: string, byDay: boolean): string {
  const last = new Date(`${to}T00:00:00Z`);
  if (Number.isNaN(last.getTime())) return to;
  const first = byDay
    ? last.getTime() - (usualDays - 1) * dayMs
    : Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - (usualMonths - 1), 1);
  return new Date(first).toISOString().slice(0, 10);
}

type Row = UsageReport["days"][number] | UsageReport["months"][number];

function isUsed(row: Row): boolean {
  return Object.values(row).some((value) => typeof value === "number" && value > 0);
}

function none(tenant: string, { from, to }: Period): View {
  return lines(`The tenant ${tenant} used nothing from ${from} to ${to}.`);
}

const columns: Readonly<Record<string, keyof Usage>> = {
  "API calls": "apiCalls",
  Turns: "turns",
  Replies: "replies",
  "Tokens in": "inputTokens",
  "Tokens out": "outputTokens",
  "Of them estimated": "estimatedTokens",
};

function show(rows: readonly Row[]): View {
  const shown = rows.map((row) => defined({ ...row, when: "day" in row ? row.day : row.month }));
  return table(shown, { When: "when", ...columns });
}
