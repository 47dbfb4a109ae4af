/** Permissions of apps. Every app has all of them until one is withdrawn. */
export interface Permissions {
  withdraw(appKey: string, permission: string): void;
  grant(appKey: string, permission: string): void;
  /** Those of `wanted` that the app does not have. */
  missing(appKey: string, wanted: readonly string[]): string[];
}

export function createPermissions(): Permissions {
  const withdrawn = new Map<string, Set<string>>();
  return {
    withdraw: (appKey, permission) => {
      const known = withdrawn.get(appKey);
      if (known) known.add(permission);
      else withdrawn.set(appKey, new Set([permission]));
    },
    grant: (appKey, permission) => void withdrawn.get(appKey)?.delete(permission),
    missing: (appKey, wanted) => {
      const gone = withdrawn.get(appKey);
      return gone ? wanted.filter((permission) => gone.has(permission)) : [];
    },
  };
}
