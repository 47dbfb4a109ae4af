import { stat } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { addressOf, withRedis } from "../bots/with-redis.ts";
import { CliError } from "../cli-error.ts";
import type { Context } from "../command/context.ts";
import { hostsOf } from "../dingtalk/dingtalk.ts";
import { toCliError } from "../dingtalk/to-cli-error.ts";
import { showDuration } from "../output/time.ts";
import { type Check, type Finding, failedBy, ok, skipped, warning } from "./check.ts";

const answerMs = 5_000;
/** Signed webhooks allow an hour; tokens are kept for their last 200 s. */
const noticeableSkewMs = 60_000;

export const machineChecks: readonly Check[] = [
  { name: "Node.js", run: () => Promise.resolve(checkNode(process.versions.node)) },
  { name: "Config file", run: checkConfigFile },
  { name: "Network", run: (context) => checkNetwork(context) },
  { name: "Clock", run: checkClock },
  { name: "Redis", run: checkRedis },
];

/** Whether the version runs dt: 24.15 and later of 24, 26 and later. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major >= 26 || (major === 24 && minor >= 15)) return ok(version);
  const message = `${version} is not supported`;
  return {
    status: "failed",
    message,
    fix: "Install Node.js 24.15 or later of 24, or 26 or later.",
    code: "UNKNOWN_ERROR",
  };
}

async function checkConfigFile({ settings }: Context): Promise<Finding> {
  const { file, fileProblem } = await settings();
  if (fileProblem !== undefined) return warning(fileProblem, `Make it readable: chmod 600 ${file.path}`);
  const found = await stat(file.path).catch(() => undefined);
  if (found === undefined) return ok(`${file.path} is not there yet`);
  if ((found.mode & 0o077) === 0) return ok(file.path);
  return warning(`${file.path} holds secrets and others can read it`, `chmod 600 ${file.path}`);
}

async function checkNetwork({ settings }: Context): Promise<Finding> {
  const answers = await Promise.all(Object.values(hostsOf(await settings())).map(reach));
  const failed = answers.find(({ problem }) => problem !== undefined);
  if (failed?.problem !== undefined) {
    const fix =
      "Check name resolution, firewall and proxy: HTTPS_PROXY names it, NO_PROXY who is reached without. One that opens " +
      "TLS needs NODE_EXTRA_CA_CERTS, the file with its certificate.";
    return failedBy(new CliError("UNAVAILABLE", `${failed.url} cannot be reached (${failed.problem})`), fix);
  }
  return ok(answers.map(({ url, ms }) => `${new URL(url).host} in ${showDuration(ms)}`).join(", "));
}

/** DingTalk's clock stands in every answer. */
async function checkClock({ settings }: Context): Promise<Finding> {
  const { date } = await reach(hostsOf(await settings()).api);
  if (date === undefined) return skipped("DingTalk told no time");
  const skewMs = Math.abs(Date.now() - date);
  if (skewMs < noticeableSkewMs) return ok("agrees with DingTalk's");
  const fix = "Switch on time synchronisation (timedatectl set-ntp true).";
  return warning(`differs from DingTalk's by ${showDuration(skewMs)}`, fix);
}

interface Reached {
  readonly url: string;
  readonly ms: number;
  readonly date: number | undefined;
  readonly problem: string | undefined;
}

/** Any answer shows that the way is open. */
async function reach(url: string): Promise<Reached> {
  const startedAt = performance.now();
  try {
    const { headers } = await ask(url);
    const date = Date.parse(headers.date ?? "");
    return { url, ms: performance.now() - startedAt, date: Number.isNaN(date) ? undefined : date, problem: undefined };
  } catch (error) {
    return { url, ms: 0, date: undefined, problem: problemOf(error) };
  }
}

/** The way that calls take, a proxy included: that of `fetch` tells less about one that refuses. */
function ask(url: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const limit = setTimeout(() => reject(new Error(`no answer within ${answerMs} ms`)), answerMs);
  const request = (url.startsWith("https:") ? httpsRequest : httpRequest)(url, { method: "HEAD" }, resolve);
  request.on("error", reject).end();
  return promise.finally(() => {
    clearTimeout(limit);
    request.destroy();
  });
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  // What a proxy did is said in words.
  return "code" in error && error.code !== "ERR_PROXY_TUNNEL" ? String(error.code) : error.message;
}

async function checkRedis(context: Context): Promise<Finding> {
  const url = (await context.settings()).get("REDIS_URL");
  try {
    return await withRedis(context, async (redis) => {
      const { checkRedisSafety } = await import("@dt/session");
      const unsafe = await checkRedisSafety(redis);
      const address = addressOf(url ?? "redis://127.0.0.1:6379");
      return unsafe.length === 0
        ? ok(address)
        : warning(`${address}: ${unsafe.join("; ")}`, "Change it in redis.conf.");
    });
  } catch (error) {
    // Most commands need no Redis: without REDIS_URL nobody said that there is one.
    return url === undefined ? skipped("REDIS_URL is not set; only the bots need Redis") : failedBy(toCliError(error));
  }
}
