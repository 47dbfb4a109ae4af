/** The middle value, of an even number the upper one; NaN when there are none. To one decimal. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, 1);
}

/** To two decimals. */
export function ratio(one: number, other: number): number {
  return round(one / other, 2);
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
