import { invalidArguments } from "../cli-error.ts";
import type { Input } from "./input.ts";

/** The port of `--port`, or the usual one; 0 picks a free one. @throws CliError for a number that is no port */
export function readPort(input: Pick<Input, "integer">, usual: number): number {
  const port = input.integer("port") ?? usual;
  if (port >= 0 && port <= 65_535) return port;
  throw invalidArguments("--port must be a number from 0 to 65535.");
}
