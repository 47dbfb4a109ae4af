type AsyncMethods<T> = { readonly [K in keyof T]: (...input: never[]) => Promise<unknown> };

/**
 * An object whose methods load their implementation when one is first called, so that importing this package and
 * creating a client stay cheap. Every method must be asynchronous.
 */
export function lazily<T extends AsyncMethods<T>>(load: () => Promise<T>): T {
  let loading: Promise<T> | undefined;
  const methodNamed = (name: keyof T) => {
    return async (...input: never[]): Promise<unknown> => {
      loading ??= load();
      const methods = await loading;
      return methods[name](...input);
    };
  };
  return new Proxy({} as T, {
    get(_, name) {
      // Whoever resolves a promise with this object asks it whether it is a promise.
      return typeof name === "symbol" || name === "then" ? undefined : methodNamed(name as keyof T);
    },
  });
}
