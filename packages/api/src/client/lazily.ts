type AsyncMethods<T> = { readonly [K in keyof T]: (...input: never[]) => Promise<unknown> };
type AsyncMethod = (...input: never[]) => Promise<unknown>;

/**
 * An object whose methods load their implementation when one is first called, so that importing this package and
 * creating a client stay cheap. Every method must be asynchronous.
 */
export function lazily<T extends AsyncMethods<T>>(load: () => Promise<T>): T {
  let loading: Promise<T> | undefined;
  let loaded: T | undefined;
  const stubs = new Map<keyof T, AsyncMethod>();

  async function callLater(name: keyof T, input: never[]): Promise<unknown> {
    loading ??= load();
    loaded = await loading;
    return loaded[name](...input);
  }
  function stubOf(name: keyof T): AsyncMethod {
    const stub: AsyncMethod =
      stubs.get(name) ?? ((...input) => (loaded === undefined ? callLater(name, input) : loaded[name](...input)));
    stubs.set(name, stub);
    return stub;
  }
  return new Proxy({} as T, {
    get(_, name) {
      // Whoever resolves a promise with this object asks it whether it is a promise.
      return typeof name === "symbol" || name === "then" ? undefined : stubOf(name as keyof T);
    },
  });
}
