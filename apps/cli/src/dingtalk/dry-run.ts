import type { ShownRequest } from "./mask-request.ts";

/** Ends a command that was only to show what it would send. */
export class DryRunEnd extends Error {
  override readonly name = "DryRunEnd";
  /** In their order. Those that a real run sends first, to look something up, stand first. */
  readonly requests: readonly ShownRequest[];

  constructor(requests: readonly ShownRequest[]) {
    super("The command was a dry run.");
    this.requests = requests;
  }
}

/** Requests as HTTP messages, for people. */
export function requestLines(requests: readonly ShownRequest[]): string[] {
  return requests.flatMap(({ method, url, headers, body }, index) => [
    ...(index === 0 ? [] : [""]),
    `${method} ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ["", JSON.stringify(body, undefined, 2)]),
  ]);
}
