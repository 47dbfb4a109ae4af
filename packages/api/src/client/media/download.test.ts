import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { useProxyThatAnswers } from "../../../test/refusing-proxy.ts";
import { type DownloadOptions, download } from "./download.ts";

/** Downloads from a server that begins a file of a megabyte and says no more. */
async function beginDownload(options: DownloadOptions) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-length": "1048576" }).write("begin");
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { stream } = await download(origin, { ...options, trustedOrigins: [origin] });
  return Array.fromAsync(stream);
}

it("I7: a download whose server falls silent in the middle ends", async () => {
  await expect(beginDownload({ timeoutMs: 200 })).rejects.toMatchObject({ code: "timeout", retryable: true });
});

it("I7: a download ends with its signal, also in the middle", async () => {
  const stop = new AbortController();
  const options = { signal: stop.signal, onProgress: () => stop.abort() };
  await expect(beginDownload(options)).rejects.toMatchObject({ code: "aborted" });
});

it("I7: a download through a proxy ends in time, also while its tunnel is built", async () => {
  await useProxyThatAnswers("hang");
  await expect(download("https://files.dingtalk.test/a", { timeoutMs: 40 })).rejects.toMatchObject({ code: "timeout" });
});

it("I7: a download says what a proxy did that refused", async () => {
  const host = await useProxyThatAnswers(403);
  const message = expect.stringContaining(`via http://${host}/: HTTP/1.1 403`);
  await expect(download("https://files.dingtalk.test/a")).rejects.toMatchObject({ code: "network", message });
});
