/** Reads CPU profiles: which code had the processor, by who wrote it. */

/** The part of a .cpuprofile file that is read. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds between the samples. */
  readonly timeDeltas: readonly number[];
}

/** What had the processor: a package, a part of Node, the garbage collector, or native code. */
export interface Share {
  readonly name: string;
  /** Of the time in which the process was busy, from 0 to 1. */
  readonly share: number;
}

export interface ProfileShares {
  readonly busyMs: number;
  readonly groups: readonly Share[];
  readonly functions: readonly Share[];
}

type CallFrame = CpuProfile["nodes"][number]["callFrame"];

export function readShares(profile: CpuProfile, shown: number): ProfileShares {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const groups = new Map<string, number>();
  const functions = new Map<string, number>();
  let busy = 0;
  profile.samples.forEach((id, index) => {
    const frame = frames.get(id);
    const elapsed = profile.timeDeltas[index] ?? 0;
    if (frame === undefined || frame.functionName === "(idle)") return;
    busy += elapsed;
    add(groups, groupOf(frame), elapsed);
    add(functions, nameOf(frame), elapsed);
  });
  return { busyMs: busy / 1000, groups: toShares(groups, busy, shown), functions: toShares(functions, busy, shown) };
}

/** The largest first. */
function toShares(times: ReadonlyMap<string, number>, total: number, shown: number): Share[] {
  return Array.from(times, ([name, elapsed]) => ({ name, share: elapsed / total }))
    .toSorted((left, right) => right.share - left.share)
    .slice(0, shown);
}

function add(times: Map<string, number>, name: string, elapsed: number): void {
  times.set(name, (times.get(name) ?? 0) + elapsed);
}

/** `@dt/session`, `ioredis`, `node:internal/streams`, `(garbage collector)`, `(native)`. */
export function groupOf({ functionName, url }: CallFrame): string {
  if (url === "") return functionName === "(garbage collector)" ? functionName : "(native)";
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (installed !== undefined) return installed;
  const own = /\/(?:packages|apps)\/([^/]+)\//.exec(url)?.[1];
  if (own !== undefined) return `@dt/${own}`;
  if (url.startsWith("node:internal/deps/undici")) return "node: fetch";
  const internal = /^node:(?:internal\/)?([^/.]+)/.exec(url)?.[1];
  return internal === undefined ? "(other)" : `node: ${internal.replace(/^_/, "")}`;
}

function nameOf({ functionName, url, lineNumber }: CallFrame): string {
  if (url === "") return functionName;
  const file = url.replace(/^.*\/(?:node_modules|packages|apps)\//, "");
  return `${functionName || "(anonymous)"} ${file}:${lineNumber + 1}`;
}
