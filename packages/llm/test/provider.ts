import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** What a request body of chat completions holds, as far as tests look at it. */
export interface ReceivedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  /** The same for requests over the same connection. */
  connection: number;
  body: { model: string; messages: { role: string; content: unknown }[] } & Record<string, unknown>;
}

/** Answers one request; the promise is not waited for. */
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void | Promise<void>;

export interface Provider {
  /** With its `/v1`. */
  baseUrl: string;
  requests: ReceivedRequest[];
  /** Resolves when the client of the request with this number has gone or has its whole answer. */
  closed(request: number): Promise<void>;
}

/** An OpenAI-compatible provider on a free local port: the first request gets the first answer, and so on. */
export async function startProvider(...answers: Answer[]): Promise<Provider> {
  const requests: ReceivedRequest[] = [];
  const closes: Promise<void>[] = [];
  const server = createServer((request, response) => {
    closes.push(new Promise((resolve) => response.once("close", resolve)));
    let text = "";
    request.on("data", (piece) => (text += String(piece)));
    request.on("end", () => {
      const received = {
        path: request.url ?? "",
        headers: request.headers,
        connection: request.socket.remotePort ?? 0,
        body: JSON.parse(text),
      };
      const answer = answers[requests.length] ?? refuse(500);
      requests.push(received);
      void answer(response, received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    closed: (request) => closes[request] ?? Promise.reject(new Error(`there was no request ${request}`)),
  };
}

/** An address at which nobody listens. */
export async function findFreeUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1`;
}

/** Replays a stored stream, in pieces that cut through lines and characters. */
export function replay(name: string): Answer {
  const bytes = readFileSync(join(import.meta.dirname, `../src/chat-completions/__fixtures__/${name}.chunks.txt`));
  return (response) => {
    beginStream(response);
    for (let start = 0; start < bytes.length; start += 61) response.write(bytes.subarray(start, start + 61));
    response.end();
  };
}

/** A complete reply with this text. */
export function say(text: string): Answer {
  return (response) => {
    beginStream(response);
    writeChunk(response, { choices: [{ index: 0, delta: { role: "assistant", content: text }, finish_reason: null }] });
    writeChunk(response, { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
    writeChunk(response, { choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } });
    response.end("data: [DONE]\n\n");
  };
}

/** A reply that calls tools (name and JSON of the arguments), with some words before. */
export function callTools(calls: readonly (readonly [name: string, toolArguments: string])[], text = ""): Answer {
  const toolCalls = calls.map(([name, toolArguments], index) => ({
    index,
    id: `call_${index}`,
    type: "function",
    function: { name, arguments: toolArguments },
  }));
  return (response) => {
    beginStream(response);
    writeChunk(response, { choices: [{ index: 0, delta: { content: text, tool_calls: toolCalls } }] });
    writeChunk(response, { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] });
    writeChunk(response, { choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } });
    response.end("data: [DONE]\n\n");
  };
}

/** A refusal with this status, body and headers. */
export function refuse(status: number, body: unknown = "", headers: Record<string, string> = {}): Answer {
  return (response) => {
    const isText = typeof body === "string";
    response.writeHead(status, { "content-type": isText ? "text/html" : "application/json", ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };
}

export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
}

export function writeChunk(response: ServerResponse, chunk: unknown): void {
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}
