import { readFile } from "node:fs/promises";

/** The text of a file; empty when it is not there. @throws the system's error for one that cannot be read */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return "";
    throw error;
  }
}
