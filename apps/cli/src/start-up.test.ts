import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";

const bin = join(import.meta.dirname, "../bin/dt.js");
/** Writes the address of every file that is loaded to standard error. */
const hook = `import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) { process._rawDebug("loaded " + url); return next(url, context); } });`;

/** Runs the command as it is installed. */
function start(
  words: readonly string[],
  flags: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): { out: string; loaded: string[] } {
  const env = { PATH: process.env.PATH, HOME: temporaryFolder(), ...environment };
  const errors = join(temporaryFolder(), "errors");
  const command = [process.execPath, ...flags, bin, ...words].map((word) => `'${word}'`).join(" ");
  const out = execFileSync("sh", ["-c", `${command} 2> '${errors}'`], { env, encoding: "utf8" });
  const loaded = readFileSync(errors, "utf8")
    .split("\n")
    .flatMap((line) => /^loaded (.*)/.exec(line)?.[1] ?? []);
  return { out, loaded };
}

describe("starting the real command", () => {
  it("shows its help and its version", () => {
    expect(start(["--help"]).out).toMatch(/^Usage: dt \[options\] \[command\]/);
    expect(start(["--version"]).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("says in one line which Node.js it needs where it is too old", () => {
    const older = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.19.4" } });`;
    const flags = ["--import", `data:text/javascript,${encodeURIComponent(older)}`];
    const { status, stderr } = spawnSync(process.execPath, [...flags, bin, "--version"], { encoding: "utf8" });
    expect([status, stderr]).toEqual([1, "dt needs Node.js 24.15 or later of 24, or 26 or later; this is 20.19.4.\n"]);
  });

  it("loads little for a simple command: no Redis, no queue, no MCP, no client for a dry run", () => {
    const flags = ["--import", `data:text/javascript,${encodeURIComponent(hook)}`];
    const { out, loaded } = start(["user", "get", "x", "--dry-run"], flags);
    expect(JSON.parse(out)).toMatchObject({ success: true });
    expect(loaded.some((url) => url.endsWith("/src/run.ts"))).toBe(true);
    for (const heavy of [
      "ioredis",
      "bullmq",
      "modelcontextprotocol",
      "string-width",
      "/session/",
      "/queue/",
      "pipeline.ts",
    ])
      expect(loaded.filter((url) => url.includes(heavy))).toEqual([]);
    expect(loaded.length).toBeLessThan(75);
  });

  it("loads neither Node's reader of TypeScript, once everything is in the cache, nor its HTTP client", () => {
    const listed = `process.on("exit", () => process._rawDebug("loaded " + process.moduleLoadList.join("\\nloaded ")));`;
    const flags = ["--import", `data:text/javascript,${encodeURIComponent(listed)}`];
    const environment = { NODE_COMPILE_CACHE: temporaryFolder() };
    start(["user", "get", "x", "--dry-run"], flags, environment);
    const { loaded } = start(["user", "get", "x", "--dry-run"], flags, environment);
    expect(loaded.some((name) => name === "NativeModule fs")).toBe(true);
    expect(loaded.filter((name) => /deps\/(amaro|undici)|NativeModule (http|tls)$/.test(name))).toEqual([]);
  });
});
