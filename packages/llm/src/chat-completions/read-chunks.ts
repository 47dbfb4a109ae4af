import { APIError } from "openai";
import type { Deadline } from "../transport/deadline.ts";
import { createEventDecoder, type ServerEvent } from "../transport/event-decoder.ts";
import { readText } from "../transport/read-text.ts";
import type { Chunk } from "./read-reply.ts";

/** What OpenAI and most others send last. */
const lastData = "[DONE]";

/**
 * Reads the chunks of a streamed reply, all that have come at a time, under the time limits of the call. Throws what
 * the connection or the provider says went wrong, and when the call has to end.
 */
export async function* readChunks(response: Response, deadline: Deadline): AsyncGenerator<Chunk[]> {
  const source = readText(response);
  const decoder = createEventDecoder();
  let isWhole = false;
  let hasBegun = false;
  try {
    while (!isWhole) {
      const text = await deadline.race(source.next());
      deadline.gotMore();
      const events = text === undefined ? decoder.end() : decoder.push(text);
      const last = events.findIndex(({ data }) => data === lastData);
      isWhole = text === undefined || last !== -1;
      const chunks = (last === -1 ? events : events.slice(0, last)).map(toChunk);
      if (chunks.length > 0) yield chunks;
      // Not before the first chunk: some models think for a long time before it.
      hasBegun ||= chunks.length > 0;
      if (hasBegun && !isWhole) deadline.expectMore();
    }
  } finally {
    if (isWhole) {
      deadline.finish();
      source.release();
    } else {
      source.cancel();
    }
  }
}

function toChunk({ name, data }: ServerEvent): Chunk {
  const chunk = JSON.parse(data) as (Chunk & { error?: object }) | null;
  const error = chunk?.error ?? (name === "error" ? chunk : undefined);
  if (error) throw new APIError(undefined, error, undefined, undefined);
  return chunk ?? {};
}
