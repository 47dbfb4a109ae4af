import type { Logger } from "../logging/logger.ts";
import type { Environment } from "../settings/environment.ts";
import type { Tenant } from "./tenant.ts";
import type { TenantSettings } from "./tenants.ts";
import { type TenantChange, watchTenants } from "./watch-tenants.ts";

/** The tenants in force, each with what the service holds open for it. */
export interface TenantRegistry<Resource> extends AsyncDisposable {
  readonly ids: () => readonly string[];
  readonly get: (tenantId: string) => { readonly tenant: Tenant; readonly resource: Resource } | undefined;
}

export interface OpenTenantsOptions<Resource> {
  readonly settings: TenantSettings;
  readonly environment: Environment;
  readonly logger: Logger;
  /** Called for every tenant at the start, and again when one is added or changed. */
  readonly open: (tenant: Tenant) => Resource | Promise<Resource>;
  /** Called when a tenant is removed, and after `open` when it has changed: the new one serves before the old one ends. */
  readonly close?: (resource: Resource) => void | Promise<void>;
  /** How often the tenants file is looked at. @default 2000 */
  readonly intervalMs?: number;
}

/**
 * Opens something for every tenant and keeps it in step with the tenants file. Throws SettingsError, and whatever
 * `open` throws at the start; what was open by then is closed again. Later failures are logged, and the tenant
 * stays as it was.
 */
export async function openTenants<Resource>(options: OpenTenantsOptions<Resource>): Promise<TenantRegistry<Resource>> {
  const { settings, environment, logger, open, close, intervalMs } = options;
  const entries = new Map<string, { tenant: Tenant; resource: Resource }>();

  async function put(tenant: Tenant): Promise<void> {
    const before = entries.get(tenant.id);
    entries.set(tenant.id, { tenant, resource: await open(tenant) });
    if (before !== undefined) await close?.(before.resource);
  }

  async function remove(id: string): Promise<void> {
    const before = entries.get(id);
    entries.delete(id);
    if (before !== undefined) await close?.(before.resource);
  }

  const { promise: opened, resolve: allowChanges } = Promise.withResolvers<void>();
  const onChange = async (change: TenantChange): Promise<void> => {
    // The file may change while the first tenants are still being opened: one after the other.
    await opened;
    await (change.kind === "removed" ? remove(change.tenant.id) : put(change.tenant));
  };
  const watcher = watchTenants({
    settings,
    environment,
    logger,
    onChange,
    ...(intervalMs !== undefined && { intervalMs }),
  });
  async function closeAll(): Promise<void> {
    allowChanges();
    await watcher.close();
    for (const id of entries.keys()) await remove(id);
  }

  try {
    for (const tenant of watcher.tenants) await put(tenant);
  } catch (error) {
    await closeAll();
    throw error;
  }
  allowChanges();
  return {
    ids: () => [...entries.keys()],
    get: (tenantId) => entries.get(tenantId),
    [Symbol.asyncDispose]: closeAll,
  };
}
