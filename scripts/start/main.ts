/** The entry of `npm start`. */
import { join } from "node:path";
import { readEnvironment, SettingsError, useProxies } from "@dt/runtime";
import { type ExitCode, exitCodes, Problem, tellError } from "../shared/problem.ts";
import { createScreen } from "../shared/screen.ts";
import { helpText, readArguments } from "./arguments.ts";
import { launch } from "./launcher.ts";
import { createLogView } from "./log-view.ts";
import { makePlan } from "./plan.ts";
import { listenForStop } from "./stop-requests.ts";

const root = join(import.meta.dirname, "..", "..");

async function main(): Promise<ExitCode> {
  const stop = listenForStop({ withParent: process.env["npm_lifecycle_event"] !== undefined });
  const environment = readEnvironment({ folder: root });
  useProxies(environment);
  const { help, jsonLogs } = readArguments(process.argv.slice(2), environment);
  if (help) {
    process.stdout.write(helpText);
    return exitCodes.ok;
  }
  const screen = createScreen(jsonLogs ? process.stderr : process.stdout, environment);
  const plan = makePlan(environment);
  const log = createLogView({ screen, level: plan.logLevel, json: jsonLogs ? process.stdout : undefined });
  return launch({ root, dataFolder: join(root, ".dt"), environment, plan, screen, log, stop });
}

function report(error: unknown): ExitCode {
  process.stderr.write(`${tellError(error)}\n`);
  if (error instanceof Problem) return error.exitCode;
  return error instanceof SettingsError ? exitCodes.settings : exitCodes.failed;
}

process.exit(await main().catch(report));
