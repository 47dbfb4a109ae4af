import type { IncomingMessage, ServerResponse } from "node:http";
import { type Exchange, type ListenerName, readExchange, sendReply } from "./exchange.ts";

/** Reads each request and hands it on; a defect of the simulator itself is answered with 500 and its text. */
export function handleWith(
  listener: ListenerName,
  handle: (exchange: Exchange) => Promise<void>,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    readExchange(listener, request, response)
      .then(handle)
      .catch((error: unknown) => {
        // The client left in the middle of its request: nobody is there to be told.
        if (!request.complete) return response.destroy();
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        return sendReply(response, { status: 500, body: { code: "simulator.defect", message } });
      });
  };
}
