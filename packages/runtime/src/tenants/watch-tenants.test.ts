import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { recordLogs } from "../../test/log-recorder.ts";
import { makeFolder } from "../../test/temporary-folder.ts";
import type { Tenant } from "./tenant.ts";
import { compareTenants, type TenantChange, watchTenants } from "./watch-tenants.ts";

function yamlOf(tenants: Record<string, string>): string {
  const list = Object.entries(tenants).map(([id, apiKey]) => ({
    id,
    dingtalk: { appKey: id, appSecret: "s" },
    model: { apiKey },
  }));
  return JSON.stringify({ tenants: list });
}

/** A watcher on a file with these tenants (id → key of the model), and what it reports. */
function watch(tenants: Record<string, string>, onChange?: (change: TenantChange) => void) {
  const folder = makeFolder({ "tenants.yaml": yamlOf(tenants), key: "first" });
  const path = join(folder, "tenants.yaml");
  const changes: string[] = [];
  const { logger, lines } = recordLogs();
  const watcher = watchTenants({
    settings: { DT_TENANTS_FILE: path },
    environment: {},
    logger,
    intervalMs: 10,
    onChange: (change) => {
      changes.push(`${change.kind} ${change.tenant.id}`);
      onChange?.(change);
    },
  });
  onTestFinished(() => watcher.close());
  return { watcher, folder, path, changes, lines };
}

test("a changed file is reported tenant by tenant, removals first", async () => {
  const { path, changes, watcher } = watch({ a: "1", b: "1", c: "1" });
  writeFileSync(path, yamlOf({ b: "1", c: "2", d: "1" }));
  await eventually(() => expect(changes).toEqual(["removed a", "changed c", "added d"]));
  expect(watcher.tenants.map(({ id }) => id)).toEqual(["b", "c", "d"]);
});

test("a file that an editor replaced is noticed, every time", async () => {
  const { folder, path, changes } = watch({ a: "1" });
  for (const version of ["2", "3"]) {
    writeFileSync(join(folder, "new"), yamlOf({ a: version }));
    renameSync(join(folder, "new"), path);
    await eventually(() => expect(changes).toHaveLength(Number(version) - 1));
  }
  expect(changes).toEqual(["changed a", "changed a"]);
});

test("a secret in a file of its own is watched as well, also one that a new version brings", async () => {
  const { folder, path, changes, watcher } = watch({ a: "1" });
  writeFileSync(path, yamlOf({ a: "1" }).replace('"apiKey":"1"', '"apiKey":{"file":"key"}'));
  await eventually(() => expect(watcher.tenants[0]?.model.apiKey).toBe("first"));
  writeFileSync(join(folder, "key"), "second one");
  await eventually(() => expect(watcher.tenants[0]?.model.apiKey).toBe("second one"));
  expect(changes).toEqual(["changed a", "changed a"]);
});

test("a broken version is logged and the tenants before it stay in force", async () => {
  const { path, changes, lines, watcher } = watch({ a: "1" });
  writeFileSync(path, "tenants: [{ id: a }]");
  await eventually(() => expect(lines).toHaveLength(1));
  expect(lines[0]).toMatchObject({
    level: "error",
    fields: { problems: [{ name: "tenants[0].dingtalk", problem: "must be a section with appKey and appSecret" }] },
  });
  expect(watcher.tenants.map(({ id }) => id)).toEqual(["a"]);
  writeFileSync(path, yamlOf({ a: "2" }));
  await eventually(() => expect(changes).toEqual(["changed a"]));
});

test("a change that cannot be put in force is logged, and the next one goes on", async () => {
  const { path, changes, lines } = watch({ a: "1" }, ({ tenant }) => {
    if (tenant.id === "b") throw new Error("refused");
  });
  writeFileSync(path, yamlOf({ a: "1", b: "1", c: "1" }));
  await eventually(() => expect(changes).toEqual(["added b", "added c"]));
  expect(lines.filter(({ level }) => level === "error")).toMatchObject([{ fields: { tenant: "b", kind: "added" } }]);
});

test("nothing is watched for the single tenant of the environment", async () => {
  const settings = { DINGTALK_APP_KEY: "k", DINGTALK_APP_SECRET: "s", OPENAI_API_KEY: "o" };
  const watcher = watchTenants({ settings, environment: {}, logger: recordLogs().logger, onChange: () => {} });
  expect(watcher.tenants.map(({ id }) => id)).toEqual(["default"]);
  await expect(watcher.close()).resolves.toBeUndefined();
});

test("after close nothing is reported", async () => {
  const { path, changes, watcher } = watch({ a: "1" });
  const onChange = vi.fn<(change: TenantChange) => void>();
  const settings = { DT_TENANTS_FILE: path };
  const other = watchTenants({ settings, environment: {}, logger: recordLogs().logger, onChange, intervalMs: 30 });
  onTestFinished(() => other.close());
  await watcher.close();
  writeFileSync(path, yamlOf({ b: "1" }));
  // The other one, which looks less often, has seen it by then.
  await eventually(() => expect(onChange).toHaveBeenCalledTimes(2));
  expect(watcher.tenants.map(({ id }) => id)).toEqual(["a"]);
  expect(changes).toEqual([]);
});

test("tenants that are the same are no change", () => {
  const tenant = { id: "a", tools: ["x"] } as unknown as Tenant;
  expect(compareTenants([tenant], [structuredClone(tenant)])).toEqual([]);
});
