import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../shared/ports.ts";

const root = join(import.meta.dirname, "..", "..");

/** The codes of docs/operations.md. */
test.each(["ingester", "worker", "sender"])(
  "the %s without an app ends with 78 at once, also while Redis is away",
  async (app) => {
    const REDIS_URL = `redis://127.0.0.1:${await freePort()}`;
    const environment = { REDIS_URL, DT_HTTP_PORT: "0", DINGTALK_APP_KEY: "dingabc" };
    const child = spawn(process.execPath, [join(root, "apps", app, "src", "main.ts")], { env: environment });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [errors, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect([code, errors]).toEqual([78, expect.stringContaining("DINGTALK_APP_SECRET")]);
  },
);
