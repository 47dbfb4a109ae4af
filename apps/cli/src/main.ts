#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Compiled code is kept between runs: without it most of a short command would be spent on compiling again.
enableCompileCache();
const { main } = await import("./process.ts");
process.exit(await main(process.argv.slice(2), process.env));
