import { mkdtemp, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMemoryDirectory } from "./memory-directory.ts";

const session = { tenantId: "acme", sessionId: "dingtalk_group_cid/../x==_$:u1" };
let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "dt-memory-"));
});
afterAll(() => rm(root, { recursive: true }));

describe("the memory directory", () => {
  it("keeps what is remembered in a file that only its owner may read, inside the tenant's folder", async () => {
    const directory = createMemoryDirectory(root);
    await directory.writeFacts(session, ["likes tea", "two\nlines"]);
    const [folder = ""] = await readdir(join(root, "acme"));
    const file = join(root, "acme", folder, "memory.md");
    expect(await readFile(file, "utf8")).toBe("- likes tea\n- two lines\n");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await directory.writeFacts(session, []);
    expect(await readdir(join(root, "acme", folder))).toEqual([]);
  });

  it("keeps ended conversations once, and removes them after their time", async () => {
    const directory = createMemoryDirectory(root);
    const history = [
      { role: "user" as const, content: "hello", at: 0 },
      { role: "assistant" as const, content: "hi", at: 1 },
    ];
    for (let i = 0; i < 2; i++) await directory.writeConversation({ ...session, sessionId: "s" }, history);
    const folder = join(root, "acme", "s", "conversations");
    const [name = "", ...others] = await readdir(folder);
    expect(others).toEqual([]);
    expect(await readFile(join(folder, name), "utf8")).toContain("hello");
    expect(await directory.prune({ olderThanMs: 60_000 })).toBe(0);
    await utimes(join(folder, name), new Date(0), new Date(0));
    expect(await directory.prune({ olderThanMs: 60_000 })).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it("keeps what is remembered, however old, also of a person whose id ends like a folder of conversations", async () => {
    const directory = createMemoryDirectory(root);
    await directory.writeFacts({ ...session, sessionId: "dingtalk_private_conversations" }, ["x"]);
    const file = join(root, "acme", "dingtalk_private_conversations", "memory.md");
    await utimes(file, new Date(0), new Date(0));
    expect(await directory.prune({ olderThanMs: 60_000 })).toBe(0);
    expect(await readFile(file, "utf8")).toBe("- x\n");
  });

  it("does not forget the whole tenant when no session is named", async () => {
    const directory = createMemoryDirectory(root);
    await directory.writeFacts({ ...session, sessionId: "kept" }, ["x"]);
    await expect(directory.forget({ ...session, sessionId: "" })).rejects.toThrow(RangeError);
    expect(await readdir(join(root, "acme"))).toContain("kept");
  });

  it("forgets a session whole", async () => {
    const directory = createMemoryDirectory(root);
    await directory.writeFacts({ ...session, sessionId: "gone" }, ["x"]);
    await directory.forget({ ...session, sessionId: "gone" });
    expect(await readdir(join(root, "acme"))).not.toContain("gone");
  });
});
