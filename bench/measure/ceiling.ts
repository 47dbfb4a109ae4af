/** What processor time for one message allows, on a machine without other work. */

export interface Ceiling {
  /** Messages a second when all processes share so many cores. */
  readonly onTheseCores: number;
  /** Messages a second when each process has a core of its own: the busiest one sets the pace. */
  readonly onEnoughCores: number;
}

/** By the processor time of each process for one message, in µs; undefined where that is not known. */
export function ceilingOf(cpuMicroseconds: Readonly<Record<string, number>>, cores: number): Ceiling | undefined {
  const times = Object.values(cpuMicroseconds);
  const busiest = Math.max(...times);
  if (times.length === 0 || busiest === 0) return undefined;
  const total = times.reduce((sum, each) => sum + each, 0);
  const onEnoughCores = Math.round(1_000_000 / busiest);
  return { onTheseCores: Math.min(onEnoughCores, Math.round((cores * 1_000_000) / total)), onEnoughCores };
}
