/** Keeps one tenant from taking all turns of a worker. */
export interface Slots {
  /** False when the tenant runs as many turns as it may; its sessions are looked for when one of them ends. */
  enter(tenantId: string, limit: number): boolean;
  /** True when sessions were turned away since the last time this was true. */
  leave(tenantId: string): boolean;
}

export function createSlots(): Slots {
  const running = new Map<string, number>();
  const turnedAway = new Set<string>();
  return {
    enter(tenantId, limit) {
      const count = running.get(tenantId) ?? 0;
      if (count >= limit) {
        turnedAway.add(tenantId);
        return false;
      }
      running.set(tenantId, count + 1);
      return true;
    },
    leave(tenantId) {
      const count = (running.get(tenantId) ?? 1) - 1;
      if (count === 0) running.delete(tenantId);
      else running.set(tenantId, count);
      return turnedAway.delete(tenantId);
    },
  };
}
