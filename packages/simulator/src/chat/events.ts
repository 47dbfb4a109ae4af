import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { safetyHeaders } from "./reply.ts";
import type { PageEvents, PageState } from "./types.ts";

export interface EventFeedOptions {
  /** What a page gets that connects for the first time or has missed too much. */
  readonly state: () => PageState;
  /** Milliseconds between heartbeats. Default 4 000; the page gives a silent connection up after 12 000. */
  readonly heartbeatMs?: number;
  /** How many events are kept for pages that come back. Default 500. */
  readonly kept?: number;
}

/** Server-sent events to any number of pages; a page that comes back gets what it missed. */
export interface EventFeed {
  /** Opens the stream. `lastEventId` is the id of the last event that the page has. */
  open(response: ServerResponse, lastEventId: string | undefined): void;
  publish<Name extends keyof PageEvents>(name: Name, data: PageEvents[Name]): void;
  /** Pages connected now. */
  readonly pages: number;
}

interface Entry {
  readonly number: number;
  readonly name: keyof PageEvents;
  readonly data: unknown;
}

/** A page that lets this many bytes pile up does not read; it is cut off and comes back when it does. */
const mostUnread = 16 * 1024 * 1024;

export function createEventFeed({ state, heartbeatMs = 4_000, kept = 500 }: EventFeedOptions): EventFeed {
  // Ids of an earlier run of the simulator must not look like ours.
  const run = randomBytes(6).toString("hex");
  const pages = new Set<ServerResponse>();
  let entries: Entry[] = [];
  let last = 0;
  let heartbeat: NodeJS.Timeout | undefined;

  function open(response: ServerResponse, lastEventId: string | undefined): void {
    response.writeHead(200, {
      ...safetyHeaders,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const missed = missedSince(lastEventId);
    if (missed === undefined) write(response, { number: last, name: "state", data: state() });
    else for (const entry of missed) write(response, entry);
    pages.add(response);
    heartbeat ??= setInterval(beat, heartbeatMs).unref();
    response.on("close", () => leave(response));
    beat();
  }

  /** Undefined when it cannot be told any more. */
  function missedSince(lastEventId: string | undefined): Entry[] | undefined {
    const [idRun, idNumber] = (lastEventId ?? "").split("-");
    const number = Number(idNumber);
    if (idRun !== run || !Number.isInteger(number) || number > last) return undefined;
    const oldest = entries[0]?.number ?? last + 1;
    return number >= oldest - 1 ? entries.filter((entry) => entry.number > number) : undefined;
  }

  function publish(name: keyof PageEvents, data: unknown): void {
    last += 1;
    const entry = { number: last, name, data };
    entries.push(entry);
    // Cut in large pieces: moving the whole list for every event would cost more than the event.
    if (entries.length >= kept * 2) entries = entries.slice(-kept);
    const text = pages.size > 0 ? format(entry) : "";
    for (const page of pages) writeText(page, text);
  }

  function write(page: ServerResponse, entry: Entry): void {
    writeText(page, format(entry));
  }

  function format({ number, name, data }: Entry): string {
    return `id: ${run}-${number}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  }

  function beat(): void {
    for (const page of pages) writeText(page, "event: heartbeat\ndata: {}\n\n");
  }

  function leave(page: ServerResponse): void {
    pages.delete(page);
    if (pages.size === 0) {
      clearInterval(heartbeat);
      heartbeat = undefined;
    }
  }

  return {
    open,
    publish,
    get pages() {
      return pages.size;
    },
  };
}

function writeText(page: ServerResponse, text: string): void {
  if (page.writableLength > mostUnread) page.destroy();
  else page.write(text);
}
