/** The private Redis of this folder: on a port of its own, for this user only, its data in the data folder. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../shared/ports.ts";
import type { ChildSpec } from "../child.ts";
import { redisConfig } from "./config.ts";
import { endLeftOver } from "./left-over.ts";
import { readServerFile, type ServerFile, urlOf, writeServerFile } from "./server-file.ts";
import type { RedisSource } from "./sources.ts";

export interface PrivateRedis {
  /** With the password. */
  readonly url: string;
  /** How to run it. */
  readonly child: ChildSpec;
}

const serverFileName = "server.json";

/** Writes its configuration and says how to run it. Ends one that a crash left running on the same data. */
export async function preparePrivateRedis(
  source: RedisSource,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<PrivateRedis> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, serverFileName);
  const before = await readServerFile(file);
  if (before !== undefined) await endLeftOver(before);
  const server = await describeServer(source, folder);
  const inContainer = server.container !== undefined;
  const { password } = server;
  const port = inContainer ? containerPort : server.port;
  const configFile = join(folder, "redis.conf");
  await writeFile(configFile, redisConfig({ port, password, folder: server.folder, inContainer }), { mode: 0o600 });
  await writeServerFile(file, server);
  const entry = fileURLToPath(new URL("keeper.ts", import.meta.url));
  return { url: urlOf(server), child: { name: "redis", entry, args: [file], environment } };
}

const containerPort = 6379;
const containerFolder = "/data";

async function describeServer(source: RedisSource, folder: string): Promise<ServerFile> {
  const port = await freePort();
  const password = randomBytes(24).toString("base64url");
  if (source.kind === "program") {
    return { port, password, folder, command: source.file, args: [join(folder, "redis.conf")] };
  }
  const container = containerName(folder);
  const args = dockerArguments({ container, image: source.image, port, folder });
  return { port, password, folder: containerFolder, command: "docker", args, container };
}

/** Arguments of `docker` that run the server in the foreground, as this user, reachable from this machine only. */
export function dockerArguments(options: {
  readonly container: string;
  readonly image: string;
  readonly port: number;
  readonly folder: string;
}): string[] {
  const user = process.getuid === undefined ? [] : [`--user=${process.getuid()}:${process.getgid?.() ?? 0}`];
  return [
    "run",
    "--rm",
    `--name=${options.container}`,
    ...user,
    `--publish=127.0.0.1:${options.port}:${containerPort}`,
    // Quoted as a whole, in case the folder's name holds a comma.
    `--mount=type=bind,"source=${options.folder}",target=${containerFolder}`,
    options.image,
    "redis-server",
    `${containerFolder}/redis.conf`,
  ];
}

/** Always the same for a data folder, so that a container left by a crash is found. */
export function containerName(folder: string): string {
  return `dt-redis-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`;
}
