import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { ChatRefusal, safetyHeaders } from "./reply.ts";

const folder = new URL("page/", import.meta.url);

/** Served from the packages that provide them; the names are those the page imports. */
const libraries: Readonly<Record<string, string>> = { "vendor/marked.js": "marked", "vendor/purify.js": "dompurify" };

/** Plain names only: no hidden files, no way out of the folder, no tests, no settings. */
const servable = /^(?:[a-z][a-z-]*\/)?[a-z][a-z0-9-]*\.(?<extension>html|js|css|svg)$/;

const contentTypes: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/**
 * No script but our own files; pictures also from robots' messages, which may stand on this machine or anywhere with
 * https. Text becomes markup only through the sanitiser.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob: https: http://127.0.0.1:* http://localhost:*",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types dompurify",
].join("; ");

/**
 * Sends a file of the page.
 * @param name relative to the page's folder, such as `view/chats.js`
 * @throws {ChatRefusal} 404
 */
export async function sendFile(response: ServerResponse, name: string, withBody: boolean): Promise<void> {
  const extension = servable.exec(name)?.groups?.["extension"];
  const path = extension === undefined ? undefined : pathOf(name);
  const size = path === undefined ? undefined : await sizeOf(path);
  if (extension === undefined || path === undefined || size === undefined) {
    throw new ChatRefusal(404, "not-found", "The chat page has no such file.");
  }
  response.writeHead(200, {
    ...safetyHeaders,
    "content-type": contentTypes[extension],
    "content-length": size,
    "cache-control": "no-cache",
    ...(extension === "html" && { "content-security-policy": contentSecurityPolicy }),
  });
  if (withBody) await pipeline(createReadStream(path), response);
  else response.end();
}

function pathOf(name: string): string {
  const library = libraries[name];
  return fileURLToPath(library === undefined ? new URL(name, folder) : import.meta.resolve(library));
}

/** Undefined when there is no such file. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}
