/** Redis scripts: loaded from `scripts/*.lua`, sent once per server, run atomically. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RedisClient } from "./redis.ts";
import { tenantPrefix } from "./session-id.ts";

const folder = join(import.meta.dirname, "scripts");
const prelude = readFileSync(join(folder, "prelude.lua"), "utf8");

export type Argument = string | number;

/** Runs a script for one tenant and returns Redis's reply. */
export type Script = (tenantId: string, ...args: readonly Argument[]) => Promise<unknown>;

/** A function that runs `scripts/{name}.lua` on the given connection. */
export function loadScript(redis: RedisClient, name: string): Script {
  const source = `${prelude}\n${readFileSync(join(folder, `${name}.lua`), "utf8")}`;
  const digest = createHash("sha1").update(source).digest("hex");
  return async (tenantId, ...args) => {
    const prefix = tenantPrefix(tenantId);
    try {
      return await redis.evalsha(digest, 1, prefix, ...args);
    } catch (error) {
      // A restarted server knows no scripts; nothing was executed, so sending the source is safe.
      if (!isUnknownScript(error)) throw error;
      return await redis.eval(source, 1, prefix, ...args);
    }
  };
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("NOSCRIPT");
}
