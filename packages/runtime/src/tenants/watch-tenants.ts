import { statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Logger } from "../logging/logger.ts";
import { type Environment, processEnvironment } from "../settings/environment.ts";
import { SettingsError } from "../settings/settings-error.ts";
import type { Tenant } from "./tenant.ts";
import { loadTenantFiles, type TenantSettings } from "./tenants.ts";

/** What a new version of the tenants file means for one tenant. */
export type TenantChange =
  | { kind: "added"; tenant: Tenant }
  | { kind: "changed"; tenant: Tenant; before: Tenant }
  | { kind: "removed"; tenant: Tenant };

export interface WatchTenantsOptions {
  settings: TenantSettings;
  /** Fills in `${NAME}` in the file. @default the environment of this process */
  environment?: Environment;
  /** Called for one change after the other; a throw is logged and the next change goes on. */
  onChange: (change: TenantChange) => void | Promise<void>;
  logger: Logger;
  /** How often the files are looked at. @default 2000 */
  intervalMs?: number;
}

export interface TenantWatcher extends AsyncDisposable {
  /** The tenants as of the last good version. */
  readonly tenants: readonly Tenant[];
  /** Stops watching, after a change that is being handled. */
  close(): Promise<void>;
}

/**
 * Loads the tenants like `loadTenants`, and again whenever DT_TENANTS_FILE or a file it names has changed and has
 * been left alone for one interval. A version with problems is logged, and the tenants before it stay in force.
 *
 * It looks at the files instead of asking the system for events: those are lost when an editor replaces the
 * file, on network folders and with mounted secrets.
 */
export function watchTenants(options: WatchTenantsOptions): TenantWatcher {
  const { settings, environment = processEnvironment(), intervalMs = 2_000 } = options;
  const controller = new AbortController();
  let current = loadTenantFiles(settings, environment);
  const adopt = async (): Promise<void> => {
    const next = loadTenantFiles(settings, environment);
    const changes = compareTenants(current.tenants, next.tenants);
    current = next;
    for (const change of changes) await report(change, options);
  };
  const watching =
    current.files.length === 0
      ? Promise.resolve()
      : watchFiles({
          files: () => current.files,
          intervalMs,
          signal: controller.signal,
          onSettled: () => adopt().catch((error: unknown) => logRefused(error, options.logger)),
        });
  const close = async () => {
    controller.abort();
    await watching;
  };
  return {
    get tenants() {
      return current.tenants;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Removals come first: a tenant may have been given a new id and keep its app. */
export function compareTenants(before: readonly Tenant[], after: readonly Tenant[]): TenantChange[] {
  const removed = before.filter(({ id }) => !withId(after, id)).map((tenant) => ({ kind: "removed" as const, tenant }));
  const others = after.flatMap((tenant): TenantChange[] => {
    const old = withId(before, tenant.id);
    if (old === undefined) return [{ kind: "added", tenant }];
    return isDeepStrictEqual(old, tenant) ? [] : [{ kind: "changed", tenant, before: old }];
  });
  return [...removed, ...others];
}

function withId(tenants: readonly Tenant[], id: string): Tenant | undefined {
  return tenants.find((tenant) => tenant.id === id);
}

async function report(change: TenantChange, { onChange, logger }: WatchTenantsOptions): Promise<void> {
  logger.info({ tenant: change.tenant.id }, `tenant ${change.kind}`);
  try {
    await onChange(change);
  } catch (error) {
    logger.error(
      {
        tenant: change.tenant.id,
        kind: change.kind,
        error,
      },
      "a change of a tenant could not be put in force",
    );
  }
}

function logRefused(error: unknown, logger: Logger): void {
  const reason = error instanceof SettingsError ? { problems: error.problems } : { error };
  logger.error(reason, "the new tenants file has problems; the tenants before it stay in force");
}

interface FileWatch {
  files: () => readonly string[];
  intervalMs: number;
  signal: AbortSignal;
  onSettled: () => Promise<void>;
}

/**
 * Calls onSettled when the files look the same twice in a row, but not as they did before: a file that is still
 * being written could be read half, and half a list of tenants can be valid.
 */
async function watchFiles({ files, intervalMs, signal, onSettled }: FileWatch): Promise<void> {
  let handled = fingerprint(files());
  let last = handled;
  while (await waited(intervalMs, signal)) {
    const watched = files();
    const now = fingerprint(watched);
    if (now === last && now !== handled) {
      await onSettled();
      // What was written during the load differs from `now` and is found next time; a new version may name other files.
      handled = isDeepStrictEqual(files(), watched) ? now : fingerprint(files());
      last = handled;
    } else {
      last = now;
    }
  }
}

async function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(milliseconds, undefined, { signal, ref: false });
    return true;
  } catch {
    return false;
  }
}

function fingerprint(files: readonly string[]): string {
  return files.map(stateOf).join("\n");
}

function stateOf(file: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(file);
    return `${file} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch {
    return `${file} absent`;
  }
}
