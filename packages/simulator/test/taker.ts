import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as the server saw it. */
export interface Taken {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type TakerReply = { readonly status?: number; readonly body?: object } | "hang";

/** A server that takes pushes, and answers them one after the other as told; the last answer repeats. */
export async function startTaker(
  ...replies: TakerReply[]
): Promise<{ readonly url: string; readonly received: readonly Taken[] }> {
  const received: Taken[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { url = "", headers } = request;
      const reply = replies[Math.min(received.length, replies.length - 1)] ?? {};
      received.push({ url, headers, body: Buffer.concat(chunks).toString() });
      if (reply !== "hang") response.writeHead(reply.status ?? 200).end(JSON.stringify(reply.body ?? {}));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}
