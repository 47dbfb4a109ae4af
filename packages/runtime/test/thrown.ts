/** What a function throws; fails the test when it throws nothing or something else. */
export function thrownBy<Wanted extends Error>(
  run: () => unknown,
  kind: new (...parameters: never[]) => Wanted,
): Wanted {
  try {
    run();
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Error(`nothing was thrown, although a ${kind.name} was expected`);
}
