import { execFile } from "node:child_process";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..");

const program = `
  import { registerHooks } from "node:module";
  const urls = [];
  registerHooks({ load(url, context, next) { urls.push(url); return next(url, context); } });
  const module = await import(process.argv[1]);
  await (async (api) => { eval(process.argv[2]); })(module);
  console.log(JSON.stringify(urls.filter((url) => url.startsWith("file:"))));
`;

/** The files, below `src`, that a fresh process loads for importing a module and running some code with it as `api`. */
export async function loadedFiles(specifier: string, code = ""): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", program, specifier, code],
    { cwd: root, env: {} },
  );
  const urls = JSON.parse(stdout) as string[];
  return urls.map((url) => relative(join(root, "src"), fileURLToPath(url)));
}
