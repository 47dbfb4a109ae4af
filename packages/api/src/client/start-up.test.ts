import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { measureImportCost } from "../../bench/import-cost.ts";
import { loadedFiles } from "../../test/loaded-files.ts";

/** What is large, or is needed only once something is called. */
const heavy =
  /^(?!operations\/index)(operations|transport|calls\/steps|messages|stream|callback|client\/(media|paging))\/|validate|pipeline/;

describe("importing the package", () => {
  it("loads no declaration and nothing that only calls need", async () => {
    const files = await loadedFiles("@dt/api");
    expect(files).toContain("client/create-client.ts");
    expect(files.filter((file) => heavy.test(file))).toEqual([]);
    expect(files.length).toBeLessThanOrEqual(10);
  });

  it("reads less than 20 kB of source: Node's reader of TypeScript takes its time and memory by the byte", async () => {
    const files = await loadedFiles("@dt/api");
    const sizes = files.map((file) => statSync(join(import.meta.dirname, "..", file)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(20_000);
  });

  it("creating a client and naming its parts loads nothing more", async () => {
    const create = `
      const client = api.createClient({ credentials: { appKey: "k", appSecret: "s" } });
      [client.users.get, client.robot.sendToUsers, client.call];
    `;
    expect(await loadedFiles("@dt/api", create)).toEqual(await loadedFiles("@dt/api"));
  });

  it("reading an operation loads the file that declares it and no other", async () => {
    const files = await loadedFiles("@dt/api", "api.operations.mediaUpload");
    expect(files.filter((file) => heavy.test(file))).toEqual(["operations/media.ts"]);
  });

  it("the part for messages loads no declaration", async () => {
    const files = await loadedFiles("@dt/api/messages");
    expect(files.filter((file) => file.startsWith("operations/"))).toEqual([]);
  });

  it("takes a fraction of the memory of DingTalk's official SDK", async () => {
    const { published, source, cached } = await measureImportCost({ rounds: 1 });
    expect(published.memoryRatio).toBeLessThan(0.2);
    expect(cached.memoryRatio).toBeLessThan(0.2);
    expect(source.memoryRatio).toBeLessThan(0.3);
  });
});
