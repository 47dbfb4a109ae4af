#!/usr/bin/env node
// Plain JavaScript, so that Node needs its type stripper only for files that are not in the compile cache yet.
import { enableCompileCache } from "node:module";

enableCompileCache();
await import("../src/main.ts");
