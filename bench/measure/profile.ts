/** Where the time goes: CPU profiles of the three services under full load. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServices, type ServiceName, serviceNames } from "../stage/services.ts";
import type { Measurement } from "./measurement.ts";
import { type CpuProfile, type ProfileShares, readShares } from "./profile-shares.ts";
import { assertSound, saturate } from "./saturate.ts";

export type Profiles = Readonly<Record<ServiceName, ProfileShares>>;

const shown = 12;

export const measureProfile: Measurement<Profiles> = async ({ effort, signal, step }) => {
  const folder = await mkdtemp(join(tmpdir(), "dt-profile-"));
  try {
    return await step("profiles under full load", async () => {
      const nodeArgs = (name: ServiceName) => [
        "--cpu-prof",
        `--cpu-prof-dir=${folder}`,
        `--cpu-prof-name=${name}.cpuprofile`,
      ];
      const stage = await openServices({
        sessions: effort.sessions,
        environment: { DT_TURN_MESSAGES: "one" },
        nodeArgs,
      });
      try {
        const { check } = await saturate(stage, { ...effort, roundSeconds: effort.steadySeconds }, signal);
        assertSound("dt", check, true);
        // Profiles are written at the end of a process.
        await stage.stopServices();
      } finally {
        await stage.close();
      }
      return await readProfiles(folder);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
};

async function readProfiles(folder: string): Promise<Profiles> {
  const written = await readdir(folder);
  const missing = serviceNames.filter((name) => !written.includes(`${name}.cpuprofile`));
  if (missing.length > 0) throw new Error(`${missing.join(", ")} wrote no profile: it did not stop in order`);
  const read = async (name: ServiceName): Promise<ProfileShares> => {
    const text = await readFile(join(folder, `${name}.cpuprofile`), "utf8");
    return readShares(JSON.parse(text) as CpuProfile, shown);
  };
  const [ingester, worker, sender] = await Promise.all([read("ingester"), read("worker"), read("sender")]);
  return { ingester, worker, sender };
}
