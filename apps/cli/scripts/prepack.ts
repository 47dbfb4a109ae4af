import { chmodSync, cpSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { publishedManifest, readManifest, replaceManifest, restoreManifest } from "./manifest.ts";

// Before `npm pack`: bundles into dist/, brings the skills, and puts the manifest of the archive in place.
const folder = join(import.meta.dirname, "..");
const root = join(folder, "../..");
const [output, skills] = [join(folder, "dist"), join(folder, "skills")];

restoreManifest(folder);
for (const made of [output, skills]) rmSync(made, { recursive: true, force: true });
const dependencies = await bundle({ folder, packages: join(root, "packages"), output });
chmodSync(join(output, "dt.js"), 0o755);
cpSync(realpathSync(join(root, "skills")), skills, { recursive: true });
const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { engines: unknown };
replaceManifest(folder, publishedManifest(readManifest(folder), engines, dependencies));
