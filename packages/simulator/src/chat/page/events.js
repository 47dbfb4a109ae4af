/** The stream of events from the simulator: reconnects by itself, notices a server that fell silent. */

/** @import { PageEvents } from "./types.d.ts" */

/** Milliseconds without any event, heartbeats included, after which the connection counts as dead. */
const silenceLimit = 12_000;
const firstRetryDelay = 500;
const longestRetryDelay = 5_000;

/**
 * @typedef {{ [Name in Exclude<keyof PageEvents, "heartbeat">]: (data: PageEvents[Name]) => void }} EventHandlers
 */

/**
 * @param {EventHandlers} handlers
 * @param {(connection: "connecting" | "open" | "lost") => void} onConnection
 * @returns {{ retry: () => void }} `retry` connects at once instead of waiting for the next try
 */
export function connectEvents(handlers, onConnection) {
  /** @type {EventSource | undefined} */
  let source;
  let retryDelay = firstRetryDelay;
  let failures = 0;
  let lastEventId = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function connect() {
    close();
    source = new EventSource(`/chat/events${lastEventId && `?after=${encodeURIComponent(lastEventId)}`}`);
    source.addEventListener("error", lose);
    source.addEventListener("open", opened);
    source.addEventListener("heartbeat", watchSilence);
    for (const [name, handle] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => receive(event, /** @type {(data: unknown) => void} */ (handle)));
    }
    watchSilence();
  }

  function opened() {
    retryDelay = firstRetryDelay;
    failures = 0;
    watchSilence();
    onConnection("open");
  }

  /**
   * @param {MessageEvent<string>} event
   * @param {(data: unknown) => void} handle
   */
  function receive(event, handle) {
    watchSilence();
    lastEventId = event.lastEventId;
    handle(JSON.parse(event.data));
  }

  function lose() {
    close();
    failures += 1;
    // A server that restarts is back before anybody would have read a complaint.
    if (failures > 1) {
      onConnection("lost");
    }
    timer = setTimeout(connect, retryDelay);
    retryDelay = Math.min(retryDelay * 2, longestRetryDelay);
  }

  function watchSilence() {
    clearTimeout(timer);
    timer = setTimeout(lose, silenceLimit);
  }

  function close() {
    clearTimeout(timer);
    source?.close();
  }

  // A page kept for the back button must not hold a connection, and needs a new one when it comes back.
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => event.persisted && connect());
  connect();
  return { retry: connect };
}
