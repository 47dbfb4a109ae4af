/**
 * What is written down about the private Redis, in a file only this user can read: enough to run it, to reach it,
 * and to recognise it after a crash.
 */
import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";

const schema = z.object({
  port: z.number(),
  password: z.string(),
  /** The data folder as the server itself sees it. */
  folder: z.string(),
  command: z.string(),
  args: z.array(z.string()),
  /** The name of the container, when it runs in one. */
  container: z.string().optional(),
});

export type ServerFile = z.infer<typeof schema>;

/** Undefined when there is none that can be understood. */
export async function readServerFile(file: string): Promise<ServerFile | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
  }
}

export async function writeServerFile(file: string, server: ServerFile): Promise<void> {
  await writeFile(file, `${JSON.stringify(server, undefined, 2)}\n`, { mode: 0o600 });
}

/** The address with the password, for the services. */
export function urlOf(server: ServerFile): string {
  return `redis://:${server.password}@127.0.0.1:${server.port}`;
}
