/** One line about a run that is under way. */

import type { Mischief } from "../mischief/mischief.ts";
import type { Talker } from "../stage/crowd.ts";
import type { Stage } from "../stage/stage.ts";
import { readAccounts } from "../verdict/evidence.ts";

export async function describeProgress(stage: Stage, talkers: readonly Talker[], done: Mischief): Promise<string> {
  const accounts = Object.values(await readAccounts(stage));
  const sum = (field: "received" | "answered" | "refused" | "dead"): number =>
    accounts.reduce((total, account) => total + account[field], 0);
  const said = talkers.reduce((total, talker) => total + talker.said.length, 0);
  return [
    `said ${said}, received ${sum("received")}, answered ${sum("answered")}, refused ${sum("refused")}, dead ${sum("dead")}`,
    describeMischief(done),
  ].join("; ");
}

export function describeMischief({ kills, stops, redisKills, disconnects, clockJumps }: Mischief): string {
  return `${kills} kills, ${stops} SIGSTOPs, ${redisKills} Redis kills, ${disconnects} disconnects, ${clockJumps} clock jumps`;
}
