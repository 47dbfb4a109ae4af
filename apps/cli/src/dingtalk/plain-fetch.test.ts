import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { plainFetch } from "./plain-fetch.ts";

async function serve(answer: RequestListener): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const server = createServer(answer).listen(0, "127.0.0.1", resolve);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await promise;
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("sends texts and forms with their headers, and gives the answer as it is, redirects too", async () => {
  const seen: string[] = [];
  const url = await serve(({ method, headers: { "x-a": a, "content-type": type } }, response) => {
    let body = "";
    response.req.on("data", (bytes) => (body += String(bytes)));
    response.req.on("end", () => {
      seen.push([method, a, type, body].join(" "));
      response.writeHead(302, { location: "/elsewhere" }).end("张三");
    });
  });
  const headers = { "x-a": "1", "content-type": "application/json" };
  const answer = await plainFetch(`${url}/v1.0/a`, { method: "POST", headers, body: "{}", redirect: "manual" });
  expect([answer.status, answer.headers.get("location"), await answer.text()]).toEqual([302, "/elsewhere", "张三"]);
  const form = new FormData();
  form.set("media", new Blob(["bytes"]), "a.txt");
  await plainFetch(`${url}/media`, { method: "POST", headers: { "x-a": "2" }, body: form });
  expect(seen[0]).toBe("POST 1 application/json {}");
  expect(seen[1]).toMatch(/^POST 2 multipart\/form-data; boundary=.*filename="a\.txt".*bytes/s);
});

it("ends with its signal, while it waits and before it began", async () => {
  const stop = new AbortController();
  const url = await serve(() => stop.abort());
  await expect(plainFetch(url, { signal: stop.signal })).rejects.toThrow("aborted");
  await expect(plainFetch(url, { signal: stop.signal })).rejects.toThrow("aborted");
});
