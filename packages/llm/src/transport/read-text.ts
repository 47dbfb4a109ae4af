import type { IncomingMessage } from "node:http";
import { StreamedResponse } from "./http-fetch.ts";

/** The body of a response as text. */
export interface TextSource {
  /** What has come since the last time, or the next piece; undefined at the end. Rejects when the connection breaks. */
  next(): Promise<string | undefined>;
  /** All that matters has been read: the connection is kept for the next request. */
  release(): void;
  /** Nothing more is wanted: the connection ends. */
  cancel(): void;
}

/** Reading pauses while so many characters wait. */
const mostWaiting = 65_536;
/** After what matters only the end of the body may come; a server that sends it later costs a connection. */
const releaseLimitMs = 5_000;

export function readText(response: Response): TextSource {
  return response instanceof StreamedResponse ? fromMessage(response.message) : fromBody(response);
}

function fromMessage(message: IncomingMessage): TextSource {
  let text = "";
  let isOver = false;
  let failure: Error | undefined;
  let waiting: PromiseWithResolvers<string | undefined> | undefined;

  function settle(): void {
    if (waiting === undefined) return;
    const { resolve, reject } = waiting;
    waiting = undefined;
    if (text !== "") resolve(take());
    else if (failure !== undefined) reject(failure);
    else resolve(undefined);
  }

  function take(): string {
    const taken = text;
    text = "";
    message.resume();
    return taken;
  }

  message.setEncoding("utf8");
  message.on("data", (piece: string) => {
    text += piece;
    if (waiting !== undefined) settle();
    else if (text.length > mostWaiting) message.pause();
  });
  message.on("error", (error) => (failure ??= error));
  message.on("close", () => {
    isOver = true;
    if (!message.complete) failure ??= new Error("the connection was closed in the middle of the reply");
    settle();
  });
  return {
    next() {
      waiting = Promise.withResolvers();
      const { promise } = waiting;
      if (text !== "" || isOver) settle();
      return promise;
    },
    release() {
      message.resume();
      const timer = setTimeout(() => message.destroy(), releaseLimitMs).unref();
      message.once("close", () => clearTimeout(timer));
    },
    cancel: () => void message.destroy(),
  };
}

function fromBody({ body }: Response): TextSource {
  if (body === null) return { next: async () => undefined, release: () => {}, cancel: () => {} };
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  return {
    async next() {
      return (await reader.read()).value;
    },
    release: cancel,
    cancel,
  };
}
