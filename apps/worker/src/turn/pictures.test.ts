import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient, type RobotMessage } from "@dt/api";
import { describe, expect, it, onTestFinished } from "vitest";
import { makeMessage } from "../testing.ts";
import { fetchPictures, imageType } from "./pictures.ts";

/** A place of downloads on this machine, gone after the test; returns its address. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const picture = (downloadCode: string) => ({ kind: "picture", downloadCode }) as const;

/** Fetches the pictures of messages from there; each download code is a path. */
function fetchFrom(origin: string, messages: readonly Partial<RobotMessage>[], hostOfDingTalk = origin) {
  const credentials = { appKey: "key", appSecret: "secret" };
  const client = createClient({ credentials, apiUrl: hostOfDingTalk, oapiUrl: hostOfDingTalk });
  const downloadUrl = async ({ downloadCode }: { downloadCode: string }) => `${origin}/${downloadCode}`;
  return fetchPictures(messages.map(makeMessage), {
    client: { ...client, media: client.media, robot: { ...client.robot, downloadUrl } },
    signal: new AbortController().signal,
  });
}

const gif = Buffer.from("GIF89a");
const asDataUrl = (text: string): string => `data:image/gif;base64,${Buffer.from(`GIF89a${text}`).toString("base64")}`;

describe("the pictures of messages", () => {
  it("I8 are fetched in order, those of a quote first; other attachments are not", async () => {
    const origin = await serve(({ url = "" }, response) => response.end(`GIF89a${url.slice(1)}`));
    const quote = { text: "…", fromBot: false, attachments: [picture("quoted")] };
    const pictures = await fetchFrom(origin, [
      { attachments: [picture("a"), { kind: "file", downloadCode: "b" }], quote },
      { attachments: [picture("c")] },
    ]);
    expect(pictures).toEqual(["quoted", "a", "c"].map(asDataUrl));
  });

  it("I8 are at most ten", async () => {
    const origin = await serve((_request, response) => response.end(gif));
    const attachments = Array.from({ length: 17 }, (_, index) => picture(`p${index}`));
    expect(await fetchFrom(origin, [{ attachments }])).toHaveLength(10);
  });

  it("I7 fail with a reason when they cannot be downloaded", async () => {
    const origin = await serve((_request, response) => response.writeHead(502).end());
    await expect(fetchFrom(origin, [{ attachments: [picture("a")] }])).rejects.toThrow("HTTP 502");
  });

  it("are read no further than ten megabytes", async () => {
    const origin = await serve((_request, response) => response.end(Buffer.alloc(11 * 1024 * 1024)));
    await expect(fetchFrom(origin, [{ attachments: [picture("a")] }])).rejects.toMatchObject({ code: "too_large" });
  });

  it("are not fetched any more once there are twenty megabytes of them", async () => {
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked++;
      response.end(Buffer.alloc(9 * 1024 * 1024));
    });
    const attachments = Array.from({ length: 5 }, (_, index) => picture(`p${index}`));
    expect(await fetchFrom(origin, [{ attachments }])).toHaveLength(3);
    expect(asked).toBe(3);
  });

  it("M7 are not fetched from a private network, unless DingTalk's own hosts are there", async () => {
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked++;
      response.end(gif);
    });
    const attachments = [picture("a")];
    await expect(fetchFrom(origin, [{ attachments }], "https://api.dingtalk.com")).rejects.toThrow("private network");
    expect(asked).toBe(0);
    expect(await fetchFrom(origin, [{ attachments }])).toHaveLength(1);
  });

  it("M7 are not fetched from where a redirect leads", async () => {
    let asked = 0;
    const elsewhere = await serve((_request, response) => {
      asked++;
      response.end(gif);
    });
    const origin = await serve((_request, response) => response.writeHead(302, { location: elsewhere }).end());
    await expect(fetchFrom(origin, [{ attachments: [picture("a")] }])).rejects.toThrow("private network");
    expect(asked).toBe(0);
  });
});

describe("pictures", () => {
  it("are known by their first bytes", () => {
    expect(imageType(Buffer.from("\x89PNG\r\n\x1a\n0000", "latin1"))).toBe("image/png");
    expect(imageType(Buffer.from("RIFF0000WEBPVP8 ", "latin1"))).toBe("image/webp");
    expect(imageType(Buffer.from([0xff, 0xd8, 0xff]))).toBe("image/jpeg");
  });
});
