import { openAsBlob } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createLocalClient, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import { encodeForm } from "../../transport/multipart.ts";

const uploaded = { body: { errcode: 0, media_id: "@m1" } };

async function temporaryFile(bytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dt-upload-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "big.zip");
  await writeFile(file, Buffer.alloc(bytes, "x"));
  return file;
}

describe("an upload", () => {
  it("reads its file while it is sent, and tells how much has left", async () => {
    const server = await startLocalDingTalk(() => uploaded);
    const bytes = 3_000_000;
    const content = await openAsBlob(await temporaryFile(bytes));
    const seen: [sent: number, total: number][] = [];
    const onUploadProgress = (sent: number, total: number): void => void seen.push([sent, total]);
    const upload = createLocalClient(server).media.upload(
      { type: "file", content, fileName: "big.zip" },
      { onUploadProgress },
    );
    await expect(upload).resolves.toBe("@m1");
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.map(([sent]) => sent)).toEqual(seen.map(([sent]) => sent).toSorted((one, other) => one - other));
    expect(seen.at(-1)).toEqual([bytes, bytes]);
    const [request] = server.received;
    expect(request?.headers["content-length"]).toBe(String(Buffer.byteLength(request?.text ?? "")));
    expect(request?.text).toContain("x".repeat(bytes));
  });

  it("over an injected fetch tells once, at the end", async () => {
    const server = await startLocalDingTalk(() => uploaded);
    const seen: number[][] = [];
    const client = createLocalClient(server, { fetch: (url, init) => fetch(url, init) });
    const options = { onUploadProgress: (...progress: number[]) => void seen.push(progress) };
    await client.media.upload({ type: "file", content: new Blob(["hello"]), fileName: "a.pdf" }, options);
    expect(seen).toEqual([[5, 5]]);
  });

  it("O4: that breaks has an unknown outcome", async () => {
    const server = await startLocalDingTalk(() => "reset");
    const content = new Blob([Buffer.alloc(1_000_000)]);
    const upload = createLocalClient(server).media.upload({ type: "file", content, fileName: "a.zip" });
    await expect(upload).rejects.toMatchObject({ code: "network", outcome: "unknown" });
  });

  it("ends with its signal, in the middle of the file", async () => {
    const server = await startLocalDingTalk(() => "hang");
    const stop = new AbortController();
    const content = new Blob([Buffer.alloc(10_000_000)]);
    const options = { signal: stop.signal, onUploadProgress: () => stop.abort() };
    const upload = createLocalClient(server).media.upload({ type: "file", content, fileName: "a.zip" }, options);
    await expect(upload).rejects.toMatchObject({ code: "aborted", outcome: "unknown" });
  });
});

describe("a form", () => {
  it("is read back as it was by a reader of forms, whatever names and types it has", async () => {
    const form = new FormData();
    form.set("type", "file\r\nx");
    form.set("media", new File(["content"], 'a"b\n报告.pdf', { type: "application/pdf" }));
    form.set("plain", new Blob(["blob"]), "plain.bin");
    const { contentType, byteLength, chunks } = encodeForm(form);
    const bytes = Buffer.concat(await Array.fromAsync(chunks(() => {})));
    expect(bytes).toHaveLength(byteLength);
    const read = await new Response(bytes, { headers: { "content-type": contentType } }).formData();
    expect([...read.keys()]).toEqual(["type", "media", "plain"]);
    expect(read.get("type")).toBe("file\r\nx");
    const media = read.get("media") as File;
    expect([media.type, await media.text()]).toEqual(["application/pdf", "content"]);
    expect(media.name).toContain("报告.pdf");
    expect((read.get("plain") as File).type).toBe("application/octet-stream");
  });
});
