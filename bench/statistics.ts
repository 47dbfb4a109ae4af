/** The arithmetic of measurements. */

/** The value below which `share` of the values lie, by the nearest rank; NaN when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(sorted.length * share)));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The middle value; of an even number the mean of the two in the middle; NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** Times in ms, summed up. */
export interface Summary {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function summarise(values: readonly number[]): Summary {
  return {
    count: values.length,
    p50: round(percentile(values, 0.5), 1),
    p95: round(percentile(values, 0.95), 1),
    p99: round(percentile(values, 0.99), 1),
    max: round(percentile(values, 1), 1),
  };
}

export function round(value: number, digits = 0): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

/** For each round the quotient of two things measured in it, and the median of these. */
export function medianRatio(numerators: readonly number[], denominators: readonly number[]): number {
  const quotients = numerators.flatMap((value, index) => {
    const other = denominators[index];
    return other === undefined || other === 0 ? [] : [value / other];
  });
  return round(median(quotients), 2);
}
