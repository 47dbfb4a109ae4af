/** Asks at a fixed pace, whatever the answers do. */

export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Calls `ask` at that pace; resolves after the last time. Late rounds are made up for, so the pace holds on average. */
export function askSteadily({ perSecond, seconds }: Pace, ask: () => void): Promise<void> {
  const total = Math.round(perSecond * seconds);
  const startedAt = performance.now();
  let asked = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond) + 1);
      for (; asked < due; asked++) ask();
      if (asked < total) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
}
