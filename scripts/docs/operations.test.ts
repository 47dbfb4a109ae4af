import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createMetrics, describeSettings, loadTenants, type Metrics } from "@dt/runtime";
import type { Account } from "@dt/session";
import { afterEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createIngesterMetrics } from "../../apps/ingester/src/metrics.ts";
import { ingesterSettings } from "../../apps/ingester/src/settings.ts";
import { createSenderMetrics } from "../../apps/sender/src/metrics.ts";
import { senderSettings } from "../../apps/sender/src/settings.ts";
import { createWorkerMetrics } from "../../apps/worker/src/metrics.ts";
import { workerSettings } from "../../apps/worker/src/settings.ts";

const root = join(import.meta.dirname, "..", "..");
const guide = readFileSync(join(root, "docs", "operations.md"), "utf8");

/** The cells of the table that begins with these columns, a row per line. */
function tableOf(...columns: readonly string[]): string[][] {
  const rows = guide.split("\n").map(cellsOf);
  const start = rows.findIndex((row) => columns.every((column, index) => row?.[index] === column));
  if (start < 0) throw new Error(`the guide has no table of ${columns.join(", ")}`);
  const body = rows.slice(start + 2);
  const end = body.findIndex((row) => row === undefined);
  return body.slice(0, end).filter((row) => row !== undefined);
}

function cellsOf(line: string): string[] | undefined {
  if (!line.startsWith("|")) return undefined;
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** The words in backticks. */
const wordsOf = (cell: string): string[] => Array.from(cell.matchAll(/`([^`]+)`/g), ([, word = ""]) => word);

function blockOf(language: string): string {
  const block = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(guide)?.[1];
  if (block === undefined) throw new Error(`the guide has no ${language} block`);
  return block;
}

const schemas = { ingester: ingesterSettings, worker: workerSettings, sender: senderSettings };

describe("the settings in the guide", () => {
  const rows = tableOf("setting", "default", "read by");

  test("are those of the services, with their defaults and meanings", () => {
    const settings = Object.entries(schemas).flatMap(([service, schema]) =>
      describeSettings(schema).map((setting) => ({ service, ...setting })),
    );
    const names = new Set(settings.map(({ name }) => name));
    const wanted = Array.from(names, (name) => {
      const uses = settings.filter((setting) => setting.name === name);
      const services = uses.map(({ service }) => service);
      return {
        name,
        defaults: [...new Set(uses.flatMap(({ defaultValue = [] }) => defaultValue))],
        readBy: services.length === Object.keys(schemas).length ? "all" : services.join(", "),
        meaning: uses[0]?.description,
      };
    });
    const written = rows.map(([name = "", defaults = "", readBy, meaning]) => ({
      name: wordsOf(name)[0],
      defaults: wordsOf(defaults),
      readBy,
      meaning,
    }));
    expect(new Set(written)).toEqual(new Set(wanted));
  });

  test("are those of .env.example, with those that only npm start reads", () => {
    const example = readFileSync(join(root, ".env.example"), "utf8");
    const names = Array.from(example.matchAll(/^#([A-Z_]+)=/gm), ([, name]) => name);
    const written = Array.from(guide.matchAll(/^\| `([A-Z_]+)`/gm), ([, name]) => name);
    expect(new Set(written)).toEqual(new Set(names));
    expect(written).toHaveLength(names.length);
  });
});

describe("the tenants file in the guide", () => {
  const folder = mkdtempSync(join(tmpdir(), "dt-guide-"));
  afterEach(() => rmSync(folder, { recursive: true }));

  test("is valid, and shows everything that can be set", () => {
    const files = {
      "tenants.yaml": blockOf("yaml"),
      "secrets/acme.key": "key",
      "secrets/acme.aes": "k".repeat(43),
      "prompts/acme.md": "Be brief.",
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const environment = { ACME_SECRET: "a", ACME_TOKEN: "t", OTHER_KEY: "b", GLOBEX_SECRET: "c", OPENAI_API_KEY: "d" };
    const tenants = loadTenants({ DT_TENANTS_FILE: join(folder, "tenants.yaml") }, environment);
    expect(tenants.map(({ id }) => id)).toEqual(["acme", "globex"]);
    const [written] = (parse(files["tenants.yaml"]) as { tenants: object[] }).tenants;
    expect(fieldsOf(written)).toEqual(expect.arrayContaining(fieldsOf(tenants[0])));
  });
});

/** Names of all fields at any depth, such as `model.fallback.name`. A file's reference is a field like any other. */
function fieldsOf(value: unknown, prefix = ""): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => fieldsOf(item, prefix)))];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [prefix + name, ...fieldsOf(inner, `${prefix}${name}.`)]);
}

const tenantIds = () => ["acme"];
const due = async () => ({ oldestMs: 0, sessionIds: [] });

describe("the metrics in the guide", () => {
  const account: Account = {
    received: 0,
    answered: 0,
    refused: 0,
    dead: 0,
    waiting: 0,
    delivering: 0,
    duplicates: 0,
    unknownOutcomes: 0,
    balanced: true,
  };
  const creators: Record<keyof typeof schemas, (metrics: Metrics) => unknown> = {
    ingester: (metrics) => createIngesterMetrics(metrics, { connected: () => [] }),
    worker: (metrics) =>
      createWorkerMetrics(metrics, {
        tenantIds,
        inbox: { due },
        accounts: { account: async () => account },
        tokensUsed: async () => undefined,
      }),
    sender: (metrics) => createSenderMetrics(metrics, { tenantIds, outbox: { due }, quotaOf: () => undefined }),
  };

  test.each(Object.entries(creators))("are those of the %s", async (service, create) => {
    const metrics = createMetrics(service);
    create(metrics);
    const text = await metrics.render();
    const found = Array.from(text.matchAll(/^# TYPE (dt_\w+) (\w+)$/gm), ([, name, type]) => [name, type]);
    const written = tableOf("metric", "type", "service").filter((row) => row[2] === service);
    expect(written.map(([name = "", type]) => [wordsOf(name)[0], type])).toEqual(found);
  });

  test("name every state of an account", () => {
    const written = tableOf("`dt_messages`", "").map(([state = ""]) => wordsOf(state)[0]);
    expect(written).toEqual(Object.keys(account));
  });
});

test("the log lines in the guide are such as services write", () => {
  const lines = blockOf("json").trim().split("\n");
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) {
    expect(Object.keys(JSON.parse(line) as object).slice(0, 4)).toEqual(["level", "time", "service", "pid"]);
    expect(line).toMatch(/"msg":"[^"]+"\}$/);
  }
});
