// Imports what it is told in a fresh process and prints the cost as JSON. Plain JavaScript: a TypeScript file would have
// Node load its TypeScript reader before the measurement begins.
import { createRequire, enableCompileCache } from "node:module";

const { kind, modules, cache } = JSON.parse(process.argv[2] ?? "{}");
if (cache !== undefined) enableCompileCache(cache);
const require = createRequire(import.meta.url);
const memory = process.memoryUsage();
const processor = process.threadCpuUsage();
const startedAt = performance.now();
for (const name of modules) {
  if (kind === "module") await import(name);
  else require(name);
}
const milliseconds = performance.now() - startedAt;
const used = process.threadCpuUsage(processor);
const now = process.memoryUsage();
const mebibyte = 1_048_576;
console.log(
  JSON.stringify({
    milliseconds,
    processorMilliseconds: (used.user + used.system) / 1_000,
    residentMiB: (now.rss - memory.rss) / mebibyte,
    heapMiB: (now.heapUsed - memory.heapUsed) / mebibyte,
  }),
);
