import { cpSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { versionOf } from "./installed-version.ts";

/** Groups of operations; each is read when one of its operations is, so each stays a file of its own. */
const operationGroups = ["tokens", "users", "departments", "robot", "cards", "workflow", "todo", "media", "stream"];

/** What the bundle imports from others: package name to version. */
export type Dependencies = Readonly<Record<string, string>>;

export interface BundleOptions {
  /** Folder of this package. */
  readonly folder: string;
  /** Folder of the workspace's packages. */
  readonly packages: string;
  readonly output: string;
}

/**
 * Bundles this package with the workspace packages that it uses, which are published nowhere. Everything else stays
 * an import and is declared. Commands stay files that are loaded when they are asked for.
 */
export async function bundle({ folder, output, ...options }: BundleOptions): Promise<Dependencies> {
  const found = new Map<string, string>();
  // Modules are known by their real path, and workspace packages are reached through links.
  const packages = realpathSync(options.packages);
  const operations = join(packages, "api/src/operations");
  const entries = operationGroups.map((group) => [`operations/${group}`, join(operations, `${group}.ts`)] as const);
  const build = await rolldown({
    input: { dt: join(folder, "src/main.ts"), ...Object.fromEntries(entries) },
    platform: "node",
    tsconfig: false,
    plugins: [keepOthersOut(found), findOperations(join(operations, "index.ts"))],
  });
  await build.write({
    dir: output,
    format: "esm",
    entryFileNames: "[name].js",
    // Files that modules read stand beside them, so all chunks stand in one folder.
    chunkFileNames: "[name]-[hash].js",
  });
  await build.close();
  cpSync(join(packages, "session/src/scripts"), join(output, "scripts"), { recursive: true });
  cpSync(join(packages, "queue/src/acquire.lua"), join(output, "acquire.lua"));
  return Object.fromEntries([...found].toSorted(([left], [right]) => left.localeCompare(right)));
}

/** Imports of other people's packages stay imports; their versions are those that are installed. */
function keepOthersOut(found: Map<string, string>): Plugin {
  return {
    name: "keep-others-out",
    resolveId(source, importer) {
      if (importer === undefined || /^(@dt\/|[./]|node:)/.test(source)) return undefined;
      const name = /^(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? source;
      found.set(name, versionOf(name, dirname(importer)));
      return { id: source, external: true };
    },
  };
}

/** Declarations are required by a name that is put together, which no bundler can follow. */
function findOperations(index: string): Plugin {
  const [before, after] = ["require(`./${group}.ts`)", "require(`./operations/${group}.js`)"];
  return {
    name: "find-operations",
    transform(code, id) {
      if (id !== index) return undefined;
      if (!code.includes(before)) throw new Error(`${index} no longer contains ${before}; change this script with it`);
      return code.replace(before, after);
    },
  };
}
