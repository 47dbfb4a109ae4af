import { rmSync } from "node:fs";
import { join } from "node:path";
import { restoreManifest } from "./manifest.ts";

// After `npm pack`: the workspace is as it was.
const folder = join(import.meta.dirname, "..");
restoreManifest(folder);
for (const made of ["dist", "skills"]) rmSync(join(folder, made), { recursive: true, force: true });
