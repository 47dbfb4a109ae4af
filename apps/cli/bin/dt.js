#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Compiled code is kept between runs: without it most of a short command would be spent on compiling again. This file is
// plain JavaScript, because Node would load its whole TypeScript reader for it, which the files in the cache do without.
enableCompileCache();
const { main } = await import("../src/process.ts");
// oxlint-disable-next-line node/no-process-env -- the entry hands it to everything else
process.exit(await main(process.argv.slice(2), process.env));
