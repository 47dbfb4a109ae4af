/** Something under load: its processes, what loads it, and its end. */
import type { RedisServer } from "../../test/redis-server.ts";
import type { LoadMethods } from "../load/closed-loop.ts";
import type { Program } from "../process/program.ts";

export interface Stage {
  /** What begins and ends the load. */
  readonly load: Pick<Program<LoadMethods, unknown>, "call">;
  readonly redis: RedisServer | undefined;
  /** All processes by what they do, Redis and the simulator included. */
  readonly pids: Readonly<Record<string, number>>;
  close(): Promise<void>;
}
