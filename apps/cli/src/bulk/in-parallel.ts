/** Runs a function over all values, so many at a time; results in the order of the values. The first failure ends it. */
export async function inParallel<T, R>(
  values: readonly T[],
  most: number,
  run: (value: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const entries = values.entries();
  const work = async (): Promise<void> => {
    for (const [index, value] of entries) results[index] = await run(value);
  };
  await Promise.all(Array.from({ length: Math.min(most, values.length) }, work));
  return results;
}
