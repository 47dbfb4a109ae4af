import { z } from "zod";
import { createLogger, type ServiceLogger } from "../logging/logger.ts";
import { type Environment, readEnvironment } from "../settings/environment.ts";
import { readSettings } from "../settings/settings.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { logSettings } from "../settings/shared-settings.ts";
import { NamedStack } from "./named-stack.ts";
import { useProxies } from "./proxy.ts";
import { StartupError } from "./startup-error.ts";

/** What a service's main function is given. */
export interface ServiceContext {
  /** Closers, run in reverse at the stop. Add each thing right after it was opened. */
  stack: AsyncDisposableStack;
  logger: ServiceLogger;
  /** Aborts when the service has to stop, before the stack is closed: take nothing new from then on. */
  signal: AbortSignal;
  /** The environment with the values of the `.env` file under it; for `readSettings` and `loadTenants`. */
  environment: Environment;
  /** Reports an error that the service cannot go on with: it is logged, the service stops and exits with 1. */
  fail: (error: unknown) => void;
}

export interface RunOptions {
  /**
   * How long closing may take before the exit is forced.
   * @default 14000, because a stop is promised to be over within 15 s, the exit itself included
   */
  stopLimitMs?: number;
}

/** EX_CONFIG of sysexits.h: starting again changes nothing until the settings are put right. */
const settingsExitCode = 78;
const defaultStopLimitMs = 14_000;

/**
 * The frame of every service: reads `.env`, takes the proxies named there, runs `main`, logs `ready` when it resolves, waits for SIGTERM, SIGINT
 * or an error that nobody caught, closes the stack and exits: 0 after a signal, 1 after an error, 78 when the
 * settings are wrong. A second signal exits at once.
 */
export async function runService(
  name: string,
  main: (context: ServiceContext) => Promise<void>,
  options: RunOptions = {},
): Promise<never> {
  try {
    const environment = readEnvironment({ folder: process.cwd() });
    const { LOG_LEVEL } = readSettings(z.object(logSettings), environment);
    const logger = createLogger({ name, level: LOG_LEVEL });
    takeProxies(environment, logger);
    return await runWith({ main, logger, environment, stopLimitMs: options.stopLimitMs ?? defaultStopLimitMs });
  } catch (error) {
    return process.exit(reportStartupFailure(name, error));
  }
}

function takeProxies(environment: Environment, logger: ServiceLogger): void {
  const { proxies, problems } = useProxies(environment);
  if (proxies.length > 0) logger.info({ proxies }, "requests go through a proxy");
  for (const problem of problems) logger.warn({ problem }, "a proxy is not used");
}

interface Run {
  main: (context: ServiceContext) => Promise<void>;
  logger: ServiceLogger;
  environment: Environment;
  stopLimitMs: number;
}

async function runWith({ main, logger, environment, stopLimitMs }: Run): Promise<never> {
  const stack = new NamedStack();
  const stop = listenForStop(logger);
  // A service whose connections are all down waits for them to come back: it must not end for want of work.
  const keepAlive = setInterval(() => {}, 60_000);
  const started = start(main, { stack, logger, environment, signal: stop.signal, fail: stop.fail });
  void started.then((failure) => failure && stop.begin());
  await stop.begun;
  clearInterval(keepAlive);
  forceExitAfter(stopLimitMs, stack, logger);
  const failure = await started;
  const closed = await closeStack(stack, logger);
  if (failure !== undefined) throw failure.error;
  logger.info({}, "stopped");
  return process.exit(closed && !stop.failed() ? 0 : 1);
}

async function start(main: Run["main"], context: ServiceContext): Promise<{ error: unknown } | undefined> {
  try {
    await main(context);
    if (!context.signal.aborted) context.logger.info({}, "ready");
    return undefined;
  } catch (error) {
    // A start that was interrupted may well fail for that reason.
    return context.signal.aborted ? undefined : { error };
  }
}

/** Collects the reasons to stop; the first one counts. */
function listenForStop(logger: ServiceLogger) {
  const controller = new AbortController();
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  let failed = false;
  const begin = () => {
    controller.abort();
    resolve();
  };
  const fail = (error: unknown) => {
    failed = true;
    logger.error({ error }, "stopping after an error");
    begin();
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      logger.warn({ signal }, "exiting at once");
      process.exit(1);
    }
    logger.info({ signal }, "stopping");
    begin();
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  // After either of these nobody knows what state the process is in: it must not go on.
  process.on("uncaughtException", fail).on("unhandledRejection", fail);
  return { signal: controller.signal, begun, begin, fail, failed: () => failed };
}

/** Keeps the process alive too: a stop that waits for nothing at all would else end it without a word. */
function forceExitAfter(limitMs: number, stack: NamedStack, logger: ServiceLogger): void {
  setTimeout(() => {
    const open = [...new Set(process.getActiveResourcesInfo())];
    logger.error({ limitMs, hung: stack.closing ?? "main", open }, "the stop took too long");
    process.exit(1);
  }, limitMs);
}

async function closeStack(stack: NamedStack, logger: ServiceLogger): Promise<boolean> {
  try {
    await stack.disposeAsync();
    return true;
  } catch (error) {
    logger.error({ error }, "could not close everything");
    return false;
  }
}

/** Known reasons are told in one line each; anything else is a defect and shows its stack. */
function reportStartupFailure(name: string, error: unknown): number {
  if (error instanceof SettingsError) {
    for (const { name: setting, problem } of error.problems) process.stderr.write(`${name}: ${setting} ${problem}\n`);
    return settingsExitCode;
  }
  if (error instanceof StartupError) {
    process.stderr.write(`${name}: ${error.message}\n`);
    return 1;
  }
  createLogger({ name }).error({ error }, "the start failed");
  return 1;
}
