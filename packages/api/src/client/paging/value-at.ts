/** The value at a path whose parts are joined by dots; undefined where it leads nowhere. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce((here: unknown, key) => (here as Readonly<Record<string, unknown>> | null | undefined)?.[key], value);
}
