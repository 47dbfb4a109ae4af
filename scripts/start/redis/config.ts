/** The configuration of the private Redis: only for this user on this machine, and nothing lost in a crash. */

export interface RedisConfig {
  readonly port: number;
  readonly password: string;
  /** The data folder as the server sees it. */
  readonly folder: string;
  /** In a container the server listens on all of its addresses; the engine opens 127.0.0.1 only. */
  readonly inContainer: boolean;
}

/** The text of redis.conf; Valkey reads the same. */
export function redisConfig(config: RedisConfig): string {
  const settings: [name: string, ...values: string[]][] = [
    ["bind", ...(config.inContainer ? ["*", "-::*"] : ["127.0.0.1"])],
    ["port", String(config.port)],
    ["requirepass", config.password],
    ["dir", config.folder],
    ["appendonly", "yes"],
    ["appendfsync", "everysec"],
    // The append-only file holds everything; snapshots would only write it twice.
    ["save", ""],
    ["maxmemory-policy", "noeviction"],
    ["daemonize", "no"],
  ];
  return settings.map(([name, ...values]) => `${name} ${values.map(quote).join(" ")}\n`).join("");
}

/** Redis reads double quotes with escapes as in C, so that any folder name can be written. */
function quote(value: string): string {
  return `"${value.replaceAll(/[\\"]/g, "\\$&")}"`;
}
