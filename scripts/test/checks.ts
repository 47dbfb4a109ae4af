/** The checks besides the tests. Each counts as one. */

export interface Check {
  readonly name: string;
  /** A program of the installed packages, and its arguments. */
  readonly command: readonly [program: string, ...args: string[]];
}

export const checks: readonly Check[] = [
  { name: "format", command: ["biome", "check", "."] },
  { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  { name: "types", command: ["turbo", "run", "typecheck", "--output-logs=errors-only"] },
  { name: "boundaries", command: ["turbo", "boundaries"] },
];
