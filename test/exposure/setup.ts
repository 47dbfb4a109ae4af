/** One folder per run for what deployments leave behind; at its end the run fails when that exposes anything. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { complaints, scan } from "./scan.ts";

/** One careless line of code exposes something many times. */
const SHOWN = 20;

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "dt-exposure-"));
  project.provide("exposureFolder", folder);
  return async () => {
    // Tests that were chosen by name need not leave something of every kind.
    const complete = project.vitest.config.testNamePattern === undefined;
    const found = complaints(await scan(folder), { complete });
    if (found.length > 0) throw new Error([...shorten(found), `What was collected is in ${folder}.`].join("\n"));
    await rm(folder, { recursive: true });
  };
}

function shorten(sentences: readonly string[]): string[] {
  const rest = sentences.length - SHOWN;
  return [...sentences.slice(0, SHOWN), ...(rest > 0 ? [`… and ${rest} more`] : [])];
}
