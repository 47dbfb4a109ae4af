import { randomBytes } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { invalidArguments } from "../cli-error.ts";
import { readNamedFile } from "../command/read-value.ts";
import { replaceFile } from "../credentials/change-config.ts";
import { withFileLock } from "../credentials/file-lock.ts";
import { readText } from "../credentials/read-text.ts";
import { configPath } from "../credentials/settings.ts";
import type { Host } from "../host.ts";

/** What HTTP clients must send, and where they find it. */
export interface KeptToken {
  readonly token: string;
  readonly file: string;
}

const tokenBytes = 32;

/** The token that somebody else keeps. @throws CliError for a file that cannot be read or is empty */
export async function readToken(host: Host, file: string): Promise<KeptToken> {
  const token = (await readNamedFile(host, file)).trim();
  if (token === "") throw invalidArguments(`The file ${file} of --token-file is empty.`);
  return { token, file };
}

/**
 * dt's own token, beside the config file. It is made once, so that clients are set up once, and made anew when others
 * could have read it. @throws CliError where it cannot be kept
 */
export async function ownToken(host: Host): Promise<KeptToken> {
  const file = join(dirname(configPath(host, undefined)), "mcp-token");
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const token = await withFileLock(`${file}.lock`, async () => (await readOwn(file)) ?? makeToken(file));
    return { token, file };
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    const hint = "Put a long random token into a file of your own, and name it with --token-file.";
    throw invalidArguments(`${file} cannot be kept (${reason}).`, { hint, cause });
  }
}

async function readOwn(file: string): Promise<string | undefined> {
  const token = (await readText(file)).trim();
  if (token === "") return undefined;
  const { mode } = await stat(file);
  return (mode & 0o077) === 0 ? token : undefined;
}

async function makeToken(file: string): Promise<string> {
  const token = randomBytes(tokenBytes).toString("base64url");
  await replaceFile(file, `${token}\n`);
  return token;
}
