#!/usr/bin/env node
import * as nodeModule from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(`dt needs Node.js 24.15 or later of 24, or 26 or later; this is ${process.versions.node}.\n`);
  process.exit(1);
}
// Compiled code is kept between runs: without it most of a short command would be spent on compiling again. This file is
// plain JavaScript, because Node would load its whole TypeScript reader for it, which the files in the cache do without.
nodeModule.enableCompileCache();
const { main } = await import("../src/process.ts");
// oxlint-disable-next-line node/no-process-env -- the entry hands it to everything else
process.exit(await main(process.argv.slice(2), process.env));
