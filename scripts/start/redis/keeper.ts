/**
 * The process around the private Redis: starts the server, says when it answers, passes its end on, and ends it when
 * the launcher is gone. A Redis server by itself would run on after a launcher that was killed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { runService, type ServiceContext, StartupError } from "@dt/runtime";
import { askRedis } from "./connection.ts";
import { endLeftOver } from "./left-over.ts";
import { readServerFile, type ServerFile, urlOf } from "./server-file.ts";

const startLimitMs = 60_000;
const answerLimitMs = 2_000;
/** How long services of a launcher that is gone may take to hand back what they hold. */
const lastClientsLimitMs = 10_000;
const pauseMs = 50;

await runService("redis", async (context) => {
  const server = await readServerFile(process.argv[2] ?? "");
  if (server === undefined) throw new StartupError("unsupported", "the keeper needs the path of a server file");
  // A keeper before this one may have been killed and have left its server.
  await endLeftOver(server);
  const child = startServer(server, context);
  await answering(server, child, context.signal);
});

function startServer(server: ServerFile, { stack, logger, fail, signal }: ServiceContext): ChildProcess {
  const child = spawn(server.command, server.args, { stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      said.push(line);
      if (said.length > 10) said.shift();
      logger.debug({}, line);
    });
  }
  child.once("error", (error) => fail(error));
  child.once("exit", (code, endedBy) => {
    if (!signal.aborted) fail(new Error(`the server ended (${endedBy ?? code}): ${said.join(" / ")}`));
  });
  stack.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    if (!process.connected) await lastClients(server);
    child.kill("SIGTERM");
    await once(child, "exit");
  });
  return child;
}

/** Resolves once the server answers; while it reads its data it does not. */
async function answering(server: ServerFile, child: ChildProcess, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + startLimitMs;
  while (!signal.aborted && child.exitCode === null) {
    const answer = await askRedis(urlOf(server), answerLimitMs, (redis) => redis.ping()).catch(() => undefined);
    if (answer === "PONG") return;
    if (performance.now() > deadline) throw new StartupError("unreachable", "the server does not answer");
    await sleep(pauseMs);
  }
}

/** The services notice as well that the launcher is gone, and still write while they stop. */
async function lastClients(server: ServerFile): Promise<void> {
  const deadline = performance.now() + lastClientsLimitMs;
  while (performance.now() < deadline) {
    const clients = await askRedis(urlOf(server), answerLimitMs, (redis) => redis.client("LIST")).catch(() => "");
    if (String(clients).trim().split("\n").length <= 1) return;
    await sleep(pauseMs * 4);
  }
}
