import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where the skills lie: beside this package when it was installed, at the root of the repository in a checkout. */
export function skillsFolder(): string {
  const installed = join(import.meta.dirname, "../skills");
  return existsSync(installed) ? installed : join(import.meta.dirname, "../../../skills");
}
