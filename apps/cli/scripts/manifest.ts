import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Dependencies } from "./bundle.ts";

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly license: string;
  readonly version: string;
  readonly type: string;
  readonly files: readonly string[];
}

/** What the package says about itself where it is installed from an archive: no workspace, no catalog, no source. */
export function publishedManifest(manifest: Manifest, engines: unknown, dependencies: Dependencies): object {
  const { name, description, license, version, type, files } = manifest;
  return { name, description, license, version, type, bin: { dt: "./dist/dt.js" }, files, engines, dependencies };
}

/** Puts another manifest in place while the archive is made. */
export function replaceManifest(folder: string, published: object): void {
  const [path, kept] = pathsIn(folder);
  writeFileSync(kept, readFileSync(path));
  writeFileSync(path, `${JSON.stringify(published, undefined, 2)}\n`);
}

/** Puts the workspace's manifest back; harmless when it stands there. */
export function restoreManifest(folder: string): void {
  const [path, kept] = pathsIn(folder);
  if (existsSync(kept)) renameSync(kept, path);
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function pathsIn(folder: string): readonly [path: string, kept: string] {
  return [join(folder, "package.json"), join(folder, ".package.json.workspace")];
}
