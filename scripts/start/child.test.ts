import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test, vi } from "vitest";
import { startChild } from "./child.ts";

const service = join(import.meta.dirname, "__fixtures__", "service.ts");

function startService(...args: string[]) {
  const lines: string[] = [];
  const child = startChild({ name: "fake", entry: service, args, environment: process.env }, (line) =>
    lines.push(line),
  );
  return { child, lines, says: (text: string) => vi.waitFor(() => expect(lines.join("\n")).toContain(text), 10_000) };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a child is stopped with SIGTERM and its last words are heard", async () => {
  const { child, lines, says } = startService("ready");
  await says("ready");
  expect(await child.stop(10_000)).toEqual({ code: 0, signal: null });
  expect(lines.at(-1)).toContain("stopped");
});

test("a child that ignores SIGTERM is killed after the limit", async () => {
  const { child, says } = startService("stubborn");
  await says("ready");
  expect(await child.stop(100)).toEqual({ code: null, signal: "SIGKILL" });
  expect(isAlive(child.pid)).toBe(false);
});

test("a child that ends by itself reports its code and what it wrote to stderr", async () => {
  const { child, lines } = startService("dies", "7");
  expect(await child.exited).toEqual({ code: 7, signal: null });
  expect(lines).toEqual(["something broke"]);
});

test("Ctrl-C in the terminal does not reach a child, for it is in a session of its own", async () => {
  const { child, says } = startService("ready");
  await says("ready");
  // The child leads a process group of its own, which a signal to the launcher's group does not touch.
  expect(process.kill(-child.pid, 0)).toBe(true);
  await child.stop(10_000);
});

test.for(["ready", "stubborn"])("a %s child of a launcher that was killed ends too", async (kind) => {
  const launcher = spawn(process.execPath, [join(import.meta.dirname, "__fixtures__", "launcher.ts"), service, kind], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DT_ORPHAN_LIMIT_MS: "500" },
  });
  const [line] = await once(createInterface({ input: launcher.stdout }), "line");
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  launcher.kill("SIGKILL");
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 15_000, interval: 50 });
});
