/** Keeps what a run leaves behind, for whoever looks for the cause of a failure. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Service } from "../../test/end-to-end/services.ts";

/** Writes one file per service and `result.json`; returns their folder. */
export async function keepLogs(services: readonly Pick<Service, "name" | "log">[], result: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dt-chaos-logs-"));
  await writeFile(join(folder, "result.json"), `${JSON.stringify(result, undefined, 2)}\n`);
  const files = services.map(({ name, log }, index) => ({ name: `${index + 1}-${name}.log`, text: log.join("\n") }));
  await Promise.all(files.map(({ name, text }) => writeFile(join(folder, name), `${text}\n`)));
  return folder;
}
