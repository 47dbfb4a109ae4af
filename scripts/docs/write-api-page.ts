/** Writes docs/api.md; `pnpm docs:api`. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toApiPage } from "./api-page/api-page.ts";

await writeFile(join(import.meta.dirname, "../../docs/api.md"), toApiPage());
