import { DingTalkError } from "@dt/api";
import { StartupError, silentLogger } from "@dt/runtime";
import { describe, expect, it } from "vitest";
import { firstConnection, type TenantStream } from "./streams.ts";

function stream(started: Promise<void>): TenantStream {
  // As with a real one: who wants to know of a refusal awaits `started`.
  started.catch(() => undefined);
  return { started, connected: false, stop: async () => {} };
}

const connected = () => stream(Promise.resolve());
const connecting = () => stream(new Promise(() => {}));
const refused = (message = "the app secret is wrong") =>
  stream(Promise.reject(new DingTalkError(message, { code: "unauthorized" })));

const never = new AbortController().signal;

describe("the first connection", () => {
  it("is there with any tenant's, however the others fare", async () => {
    const first = firstConnection([refused(), connecting(), connected()], never, silentLogger);
    await expect(first).resolves.toBeUndefined();
  });

  it("C6 is refused when DingTalk refuses every tenant: the start fails with one line that says why", async () => {
    const failed = firstConnection([refused(), refused("another reason")], never, silentLogger);
    await expect(failed).rejects.toThrow(StartupError);
    await expect(failed).rejects.toMatchObject({ code: "unauthorized", message: "the app secret is wrong" });
  });

  it("is still hoped for while one tenant is not refused", async () => {
    const stop = new AbortController();
    let over = false;
    const waiting = firstConnection([refused(), connecting()], stop.signal, silentLogger).then(() => (over = true));
    await new Promise((resolve) => void setImmediate(resolve));
    expect(over).toBe(false);
    stop.abort();
    await waiting;
  });

  it("is not waited for by a service that has to stop", async () => {
    const first = firstConnection([connecting()], AbortSignal.abort(), silentLogger);
    await expect(first).resolves.toBeUndefined();
  });
});
