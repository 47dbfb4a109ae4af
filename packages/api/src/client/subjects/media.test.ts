import { describe, expect, it } from "vitest";
import { createLocalClient, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import { download } from "../media/download.ts";

async function read(stream: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(stream)).toString();
}

describe("uploading", () => {
  it("sends type and file as a form, with the token in the query", async () => {
    const server = await startLocalDingTalk(() => ({
      body: { errcode: 0, media_id: "@m1", type: "file", created_at: 1 },
    }));
    const content = new Blob(["hello"], { type: "text/plain" });
    await expect(createLocalClient(server).media.upload({ type: "file", content, fileName: "报告.pdf" })).resolves.toBe(
      "@m1",
    );
    const [request] = server.received;
    expect(request).toMatchObject({ path: "/media/upload", query: { access_token: "token-1" } });
    expect(request?.text).toContain('name="media"; filename="报告.pdf"');
    expect(request?.text).toContain("hello");
  });

  it("refuses what DingTalk would not take, before it is sent", async () => {
    const server = await startLocalDingTalk(() => ({ body: {} }));
    const content = new Blob([new Uint8Array(2 * 1_048_576 + 1)]);
    const upload = createLocalClient(server).media.upload({ type: "voice", content, fileName: "a.amr" });
    await expect(upload).rejects.toMatchObject({ code: "too_large", outcome: "not_sent" });
    expect(server.received).toEqual([]);
  });
});

describe("downloading", () => {
  it("streams from a trusted origin and tells the progress", async () => {
    const server = await startLocalDingTalk(() => ({
      body: "content",
      headers: { "content-length": "7", "content-type": "image/png" },
    }));
    const progress: unknown[] = [];
    const file = await createLocalClient(server).media.download(`${server.url}/file`, {
      onProgress: (...state) => progress.push(state),
    });
    expect(file).toMatchObject({ contentType: "image/png", totalBytes: 7 });
    await expect(read(file.stream)).resolves.toBe("content");
    expect(progress).toEqual([[7, 7]]);
  });

  it("M7: follows redirects, but never into a private network", async () => {
    const inner = await startLocalDingTalk(() => ({ body: "secret" }));
    const outer = await startLocalDingTalk(({ path }) =>
      path === "/there"
        ? { body: "moved" }
        : { status: 302, body: "", headers: { location: path === "/in" ? inner.url : "/there" } },
    );
    const trustedOrigins = [outer.url];
    await expect(read((await download(`${outer.url}/out`, { trustedOrigins })).stream)).resolves.toBe("moved");
    await expect(download(`${outer.url}/in`, { trustedOrigins })).rejects.toMatchObject({ code: "refused" });
    expect(inner.received).toEqual([]);
  });

  it("M7: refuses names that lead into a private network", async () => {
    const server = await startLocalDingTalk(() => ({ body: "secret" }));
    const port = new URL(server.url).port;
    await expect(download(`http://localhost:${port}/`)).rejects.toMatchObject({ code: "refused" });
    await expect(download("file:///etc/passwd")).rejects.toMatchObject({ code: "invalid_request" });
    expect(server.received).toEqual([]);
  });

  it("I7: says what went wrong, and when it is worth another try", async () => {
    const statuses = [502, 404];
    const server = await startLocalDingTalk((_, index) => ({ status: statuses[index] ?? 500, body: "" }));
    const trustedOrigins = [server.url];
    await expect(download(server.url, { trustedOrigins })).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
    });
    await expect(download(server.url, { trustedOrigins })).rejects.toMatchObject({
      code: "not_found",
      retryable: false,
    });
  });

  it("I7: ends when nothing comes in time", async () => {
    const server = await startLocalDingTalk(() => "hang");
    await expect(download(server.url, { trustedOrigins: [server.url], timeoutMs: 40 })).rejects.toMatchObject({
      code: "timeout",
    });
  });

  it.each<[string, Record<string, string>]>([
    ["announced", { "content-length": "2000" }],
    ["not announced", {}],
  ])("stops at the limit when the size is %s", async (_, headers) => {
    const server = await startLocalDingTalk(() => ({ body: "x".repeat(2_000), headers }));
    const reading = async () =>
      read((await download(server.url, { trustedOrigins: [server.url], maxBytes: 1_000 })).stream);
    await expect(reading()).rejects.toMatchObject({ code: "too_large" });
  });
});
