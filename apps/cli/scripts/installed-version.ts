import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The version of a package that files of a folder import. @throws Error when it is not installed */
export function versionOf(name: string, folder: string): string {
  const manifest = read(join(folder, "node_modules", name, "package.json"));
  if (manifest !== undefined) return (JSON.parse(manifest) as { version: string }).version;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`${name} is not installed`);
  return versionOf(name, parent);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
