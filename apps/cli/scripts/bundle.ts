import { cpSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { versionOf } from "./installed-version.ts";

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
  const build = await rolldown({
    input: { dt: join(folder, "bin/dt.js"), ...declarationsIn(operations) },
    platform: "node",
    tsconfig: false,
    // What is not used of other people's packages is not imported, and then not declared.
    treeshake: { moduleSideEffects: (_id, isExternal) => !isExternal },
    plugins: [keepOthersOut(found), findOperations(join(operations, "index.ts"))],
  });
  const { output: files } = await build.write({
    dir: output,
    format: "esm",
    entryFileNames: "[name].js",
    // Files that modules read stand beside them, so all chunks stand in one folder.
    chunkFileNames: "[name]-[hash].js",
  });
  await build.close();
  for (const scripts of ["session/src/scripts", "queue/src"]) copyScripts(join(packages, scripts), output);
  const code = files.map((file) => (file.type === "chunk" ? file.code : "")).join("\n");
  const used = [...found].filter(([name]) => code.includes(`"${name}"`) || code.includes(`"${name}/`));
  return Object.fromEntries(used.toSorted(([left], [right]) => left.localeCompare(right)));
}

/** Copies the Lua scripts for Redis, which the code looks for beside itself. */
function copyScripts(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    if (name.endsWith(".lua")) cpSync(join(from, name), join(to, name));
  }
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

/** Files of declarations; each is read when one of its operations is, so each stays a file of its own. */
function declarationsIn(operations: string): Record<string, string> {
  const files = readdirSync(operations, { recursive: true, encoding: "utf8" });
  const declarations = files.filter((name) => /^(?!fragments\/|index\.|types\.).*(?<!\.test)\.ts$/.test(name));
  return Object.fromEntries(
    declarations.map((name) => [`operations/${name.replace(/\.ts$/, "")}`, join(operations, name)]),
  );
}

/** Declarations are required by a name that is put together, which no bundler can follow. */
function findOperations(index: string): Plugin {
  const [before, after] = ["require(`./${file}${extension}`)", "require(`./operations/${file}.js`)"];
  return {
    name: "find-operations",
    transform(code, id) {
      if (id !== index) return undefined;
      if (!code.includes(before)) throw new Error(`${index} no longer contains ${before}; change this script with it`);
      return code.replace(before, after);
    },
  };
}
