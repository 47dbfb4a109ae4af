import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { listenForStop } from "./stop-requests.ts";

function listen(output: NodeJS.WritableStream = new PassThrough()) {
  const stop = listenForStop({ outputs: [output] });
  onTestFinished(() => stop[Symbol.dispose]());
  return stop;
}

test.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s is a request to stop", (signal) => {
  const stop = listen();
  process.emit(signal);
  expect([stop.first.aborted, stop.second.aborted]).toEqual([true, false]);
});

test("the copy of a Ctrl-C that npm passes on is not a second one, a later one is", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const stop = listen();
  process.emit("SIGINT");
  vi.advanceTimersByTime(20);
  process.emit("SIGINT");
  expect(stop.second.aborted).toBe(false);
  vi.advanceTimersByTime(2_000);
  process.emit("SIGINT");
  expect(stop.second.aborted).toBe(true);
});

test("output that nobody reads any more is a request to stop, however often it fails", () => {
  const output = new PassThrough();
  const stop = listen(output);
  output.emit("error", new Error("EPIPE"));
  output.emit("error", new Error("EPIPE"));
  expect([stop.first.aborted, stop.second.aborted]).toEqual([true, false]);
});

test("a reader that goes away, as in `npm start | head`, is heard of and does not crash", async () => {
  const code = `import { listenForStop } from ${JSON.stringify(join(import.meta.dirname, "stop-requests.ts"))};
    const stop = listenForStop();
    stop.first.addEventListener("abort", () => process.exit(7));
    setInterval(() => process.stdout.write("line\\n"), 10);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.stdout.destroy();
  expect(await once(child, "exit")).toEqual([7, null]);
});

test("when npm is killed, what it started is asked to stop", async () => {
  const code = `import { listenForStop } from ${JSON.stringify(join(import.meta.dirname, "stop-requests.ts"))};
    listenForStop({ withParent: true }).first.addEventListener("abort", () => {
      console.log("stopping");
      process.exit();
    });
    setInterval(() => {}, 1000);
    console.log("listening");`;
  // Like npm, a shell that starts another process and waits for it.
  const parent = spawn("/bin/sh", ["-c", '"$0" --input-type=module -e "$1"; exit', process.execPath, code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: parent.stdout });
  expect(await once(lines, "line")).toEqual(["listening"]);
  parent.kill("SIGKILL");
  expect(await once(lines, "line")).toEqual(["stopping"]);
});
