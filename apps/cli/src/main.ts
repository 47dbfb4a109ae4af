import { enableCompileCache } from "node:module";

// Compiled code is kept between runs: without it a third of every run would go into compiling again.
enableCompileCache();
const { main } = await import("./process.ts");
process.exit(await main(process.argv.slice(2), process.env));
