import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { recordLogs } from "../../test/log-recorder.ts";
import { makeFolder } from "../../test/temporary-folder.ts";
import type { Tenant } from "./tenant.ts";
import { type OpenTenantsOptions, openTenants } from "./tenant-registry.ts";

function yamlOf(tenants: Record<string, string>): string {
  const list = Object.entries(tenants).map(([id, apiKey]) => ({
    id,
    dingtalk: { appKey: id, appSecret: "s" },
    model: { apiKey },
  }));
  return JSON.stringify({ tenants: list });
}

function nameOf({ id, model }: Tenant): string {
  return `${id}${model.apiKey}`;
}

/** A tenants file and what is opened and closed for it; a resource is the tenant's id with the key of its model. */
function prepare(tenants: Record<string, string>) {
  const path = join(makeFolder({ "tenants.yaml": yamlOf(tenants) }), "tenants.yaml");
  const events: string[] = [];
  const { logger, lines } = recordLogs();
  const open = (overrides: Partial<OpenTenantsOptions<string>> = {}) =>
    openTenants<string>({
      settings: { DT_TENANTS_FILE: path },
      environment: {},
      logger,
      intervalMs: 10,
      open: (tenant) => {
        events.push(`open ${nameOf(tenant)}`);
        return nameOf(tenant);
      },
      close: (resource) => void events.push(`close ${resource}`),
      ...overrides,
    });
  return { path, events, lines, open };
}

test("something is opened for every tenant and closed at the end", async () => {
  const { events, open } = prepare({ a: "1", b: "1" });
  const registry = await open();
  expect(registry.ids()).toEqual(["a", "b"]);
  expect(registry.get("a")).toMatchObject({ tenant: { id: "a" }, resource: "a1" });
  expect(registry.get("c")).toBeUndefined();
  await registry[Symbol.asyncDispose]();
  expect(events).toEqual(["open a1", "open b1", "close a1", "close b1"]);
  expect(registry.ids()).toEqual([]);
});

test("it follows the file, and the new one serves before the old one ends", async () => {
  const { path, events, open } = prepare({ a: "1", b: "1" });
  const registry = await open();
  onTestFinished(() => registry[Symbol.asyncDispose]());
  writeFileSync(path, yamlOf({ b: "2", c: "1" }));
  await eventually(() => expect(registry.ids()).toEqual(["b", "c"]));
  expect(registry.get("b")?.resource).toBe("b2");
  expect(events.slice(2)).toEqual(["close a1", "open b2", "close b1", "open c1"]);
});

test("a changed tenant that cannot be opened keeps what it had", async () => {
  const { path, lines, open } = prepare({ a: "1" });
  const registry = await open({
    open: (tenant) => {
      if (tenant.model.apiKey === "2") throw new Error("refused");
      return nameOf(tenant);
    },
  });
  onTestFinished(() => registry[Symbol.asyncDispose]());
  writeFileSync(path, yamlOf({ a: "2" }));
  await eventually(() => expect(lines).toContainEqual(expect.objectContaining({ level: "error" })));
  expect(registry.get("a")?.resource).toBe("a1");
});

test("when one cannot be opened at the start, those that were are closed", async () => {
  const { events, open } = prepare({ a: "1", b: "1" });
  const opening = open({
    open: (tenant) => {
      if (tenant.id === "b") throw new Error("refused");
      return nameOf(tenant);
    },
  });
  await expect(opening).rejects.toThrow("refused");
  expect(events).toEqual(["close a1"]);
});

test("a change that comes while the first ones are being opened waits for them", async () => {
  const { path, events, lines, open } = prepare({ a: "1" });
  const { promise: slow, resolve: finish } = Promise.withResolvers<void>();
  const opening = open({
    open: async (tenant) => {
      events.push(`open ${nameOf(tenant)}`);
      if (tenant.model.apiKey === "1") await slow;
      return nameOf(tenant);
    },
  });
  writeFileSync(path, yamlOf({ a: "2" }));
  await eventually(() => expect(lines).toContainEqual(expect.objectContaining({ message: "tenant changed" })));
  expect(events).toEqual(["open a1"]);
  finish();
  const registry = await opening;
  onTestFinished(() => registry[Symbol.asyncDispose]());
  await eventually(() => expect(events).toEqual(["open a1", "open a2", "close a1"]));
  expect(registry.get("a")?.resource).toBe("a2");
});
