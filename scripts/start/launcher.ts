/** One start from its first check to its last process: what `npm start` does, in order. */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "@dt/runtime";
import { freePort, isPortFree } from "../shared/ports.ts";
import { type ExitCode, exitCodes, Problem } from "../shared/problem.ts";
import type { Screen } from "../shared/screen.ts";
import { printDone, printWarning } from "../shared/steps.ts";
import { announcement, standing } from "./announce.ts";
import { claim } from "./claim.ts";
import { checkCredentials } from "./credentials-check.ts";
import { createFleet, type Fleet } from "./fleet.ts";
import type { LogView } from "./log-view.ts";
import { checkModel } from "./model-check.ts";
import type { Plan } from "./plan.ts";
import { provideRedis } from "./redis/provide.ts";
import { serviceSpecs } from "./services.ts";
import { pageUrl, placeSimulator, simulatorSpec } from "./simulator-place.ts";
import type { StopRequests } from "./stop-requests.ts";

export interface Launch {
  /** The top folder of the project. */
  readonly root: string;
  /** Private data of this folder: Redis, conversations, the claim. */
  readonly dataFolder: string;
  readonly environment: Environment;
  readonly plan: Plan;
  readonly screen: Screen;
  readonly log: LogView;
  readonly stop: StopRequests;
}

/**
 * Starts everything, waits for a request to stop, and stops everything.
 * @throws Problem when something is wrong; what had been started is stopped by then.
 */
export async function launch(start: Launch): Promise<ExitCode> {
  let place = "";
  const claimed = await claim(join(start.dataFolder, "running"), () => place);
  const fleet = createFleet(start);
  try {
    const page = await bringUp(start, fleet);
    place = page ?? "";
    return await serve(start, fleet, page);
  } catch (error) {
    // A stop that was asked for is no failure, whatever it interrupted.
    if (start.stop.first.aborted) return exitCodes.ok;
    throw error;
  } finally {
    await fleet.stop();
    await rm(settingsFile(start), { force: true });
    await claimed.release();
  }
}

/** What other programs in this folder, such as `npm run dt`, are told while the start runs. */
function settingsFile({ dataFolder }: Launch): string {
  return join(dataFolder, "settings.env");
}

/** Replaces what a start that was killed may have left. The URL holds a password. */
async function writeSettings(file: string, redisUrl: string): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, `REDIS_URL='${redisUrl}'\n`, { mode: 0o600 });
}

/** Returns the address of the chat page; undefined when a real DingTalk is served. */
async function bringUp(start: Launch, fleet: Fleet): Promise<string | undefined> {
  const { root, environment, plan, screen } = start;
  const pagePort = await findPagePort(plan);
  await checkRemotes(start);
  const folder = join(start.dataFolder, "redis");
  const redis = await provideRedis({ screen, givenUrl: plan.redisUrl, folder, environment });
  if (redis.child === undefined) printDone(screen, redis.label, 0);
  else await fleet.start([redis.child], () => redis.label);
  await writeSettings(settingsFile(start), redis.url);
  const simulator = needsSimulator(plan) ? await placeSimulator(pagePort) : undefined;
  if (simulator !== undefined) {
    const { dataFolder } = start;
    const spec = simulatorSpec({ root, environment, dataFolder, redisUrl: redis.url, place: simulator });
    await fleet.start([spec], (name) => name);
  }
  await fleet.start(serviceSpecs({ root, environment, plan, redisUrl: redis.url, simulator }), (name) => name);
  return simulator !== undefined && plan.dingtalk.kind === "simulated" ? pageUrl(simulator) : undefined;
}

async function serve({ plan, screen }: Launch, fleet: Fleet, page: string | undefined): Promise<never> {
  for (const line of announcement(plan, page, screen.paint)) screen.print(line);
  screen.status(standing(plan, page));
  try {
    return await fleet.watch();
  } finally {
    screen.status(undefined);
  }
}

/** What is far away is asked first: nothing has to be stopped again when it refuses. */
async function checkRemotes({ plan, screen, stop }: Launch): Promise<void> {
  if (plan.dingtalk.kind === "app") {
    const warning = await checkCredentials(plan.dingtalk);
    if (warning !== undefined) printWarning(screen, warning);
  }
  if (plan.model.kind === "given") await checkModel(plan.model, stop.first);
}

function needsSimulator(plan: Plan): boolean {
  return plan.dingtalk.kind === "simulated" || plan.model.kind === "demo";
}

/** The page's port is the one that people remember; for the demo model alone any will do. */
async function findPagePort(plan: Plan): Promise<number> {
  if (plan.dingtalk.kind !== "simulated" || plan.pagePort === 0) return freePort();
  if (await isPortFree(plan.pagePort)) return plan.pagePort;
  throw new Problem(
    exitCodes.taken,
    `Port ${plan.pagePort}, where the chat page would be, is taken by another program; set DT_PAGE_PORT to a free one, or to 0.`,
  );
}
