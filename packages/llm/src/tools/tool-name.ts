/** Providers allow letters, digits, `_` and `-` only; our tools are named like `users.search`. */
export function toWireName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 64);
}
