/** Gets a Redis for a start: the one that is named, or a private one. */
import type { Environment } from "@dt/runtime";
import type { Screen } from "../../shared/screen.ts";
import { runStep } from "../../shared/steps.ts";
import type { ChildSpec } from "../child.ts";
import { checkGivenRedis } from "./given-redis.ts";
import { thisMachine } from "./machine.ts";
import { preparePrivateRedis } from "./private-redis.ts";
import { chooseSource, type Machine } from "./sources.ts";

export interface RedisOptions {
  readonly screen: Screen;
  /** Undefined: a private one. */
  readonly givenUrl: string | undefined;
  /** Where a private one keeps its data. */
  readonly folder: string;
  readonly environment: Environment;
  /** @default this machine */
  readonly machine?: Machine;
}

export interface ProvidedRedis {
  readonly url: string;
  /** What has to be started and kept running; absent for a given Redis. */
  readonly child?: ChildSpec;
  /** What it is, for people. */
  readonly label: string;
}

/** @throws Problem (`redis`) when there is none to be had. */
export async function provideRedis(options: RedisOptions): Promise<ProvidedRedis> {
  const { screen, givenUrl, folder, environment, machine = thisMachine } = options;
  if (givenUrl !== undefined) {
    await checkGivenRedis(givenUrl);
    return { url: givenUrl, label: "the Redis of REDIS_URL" };
  }
  const source = await chooseSource(machine, (doing, work) => runStep(screen, { doing }, work));
  const { url, child } = await preparePrivateRedis(source, folder, { ...environment });
  return { url, child, label: `${source.label} on port ${new URL(url).port}` };
}
