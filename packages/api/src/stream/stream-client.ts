import { DWClient, type DWClientDownStream, type EventAckData, type GraphAPIResponse } from "dingtalk-stream";
import { DingTalkError } from "../errors/dingtalk-error.ts";
import { type Logger, silentLogger } from "../logging/logger.ts";
import { mask } from "../logging/masking.ts";
import { createFetchExchange } from "../transport/fetch-exchange.ts";
import { httpExchange } from "../transport/http-exchange.ts";
import type { Connection } from "./connection.ts";
import { Dispatcher, type StreamCounts } from "./dispatcher.ts";
import type { StreamFrame } from "./frame.ts";
import { askForEndpoint, needsAPerson } from "./gateway.ts";
import { openSocket } from "./open-socket.ts";
import { readSettings, type StreamClientOptions, type StreamSettings } from "./options.ts";
import {
  callbackRoute,
  cardRoute,
  cardTopic,
  eventRoute,
  eventTopic,
  type Route,
  robotRoute,
  robotTopic,
} from "./routes.ts";
import { type StreamEvent, Supervisor } from "./supervisor.ts";

/** `idle` before `start`; `open` when a connection is there; `retrying` between failed tries; `stopped` for good. */
export type StreamState = "idle" | "connecting" | "open" | "retrying" | "stopped";

const systemClock = { monotonic: () => performance.now(), wall: () => Date.now() };

/**
 * Receives DingTalk's pushes over a WebSocket.
 *
 * It is a `DWClient`, whose connection handling it replaces: pushes are acknowledged after their handler, on the
 * socket they came from; a connection is replaced before it goes; tries back off; no frame can end the process.
 *
 * Emits `open`, `close`, `retry` and `alarm`, each with its `StreamEvent`.
 */
export class StreamClient extends DWClient {
  readonly #options: StreamClientOptions;
  readonly #settings: StreamSettings;
  readonly #logger: Logger;
  readonly #dispatcher: Dispatcher;
  readonly #supervisor: Supervisor;
  #state: StreamState = "idle";
  #started: PromiseWithResolvers<void> | undefined;
  #stopping: Promise<void> | undefined;

  /** @throws DingTalkError `invalid_request` for options that cannot work together */
  constructor(options: StreamClientOptions) {
    const settings = readSettings(options);
    super(toBaseOptions(options));
    this.#options = options;
    this.#settings = settings;
    this.#logger = options.logger ?? silentLogger;
    this.#dispatcher = this.#createDispatcher();
    this.#supervisor = this.#createSupervisor();
    this.#registerHandlers();
  }

  get state(): StreamState {
    return this.#state;
  }

  /** What came and what became of it. */
  get counts(): Readonly<StreamCounts> {
    return this.#dispatcher.counts;
  }

  /** Pushes being handled right now. */
  get inFlight(): number {
    return this.#dispatcher.inFlight;
  }

  /**
   * Connects, and stays connected until `stop`. Fulfils when the first connection is open.
   * @throws DingTalkError when DingTalk refuses the credentials first. Tries go on, slowly, until `stop`.
   */
  start(): Promise<void> {
    if (this.#started !== undefined) return this.#started.promise;
    const started = Promise.withResolvers<void>();
    this.#started = started;
    // Whoever does not wait learns of failures by events.
    started.promise.catch(() => {});
    if (this.#stopping !== undefined) started.reject(stoppedError());
    else if (this.config.subscriptions.length === 0) started.reject(noHandlerError());
    else {
      this.#state = "connecting";
      this.#supervisor.start();
    }
    return started.promise;
  }

  /** Takes nothing new, answers what is being handled, and closes. Fulfils when every socket is gone. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const { stopTimeoutMs } = this.#settings.times;
    const endTries = this.#supervisor.endTries();
    const timeLimit = Promise.withResolvers<void>();
    const timer = setTimeout(timeLimit.resolve, stopTimeoutMs);
    await Promise.race([this.#dispatcher.drain(), timeLimit.promise]);
    clearTimeout(timer);
    await endTries;
    await this.#supervisor.closeAll(Math.min(stopTimeoutMs, 2_000));
    this.#dispatcher.close();
    this.#setState("stopped");
    this.#started?.reject(stoppedError());
  }

  #createDispatcher(): Dispatcher {
    const { maxInFlight, maxFrameBytes, times } = this.#settings;
    return new Dispatcher({
      maxInFlight,
      maxFrameBytes,
      handlerTimeoutMs: times.handlerTimeoutMs,
      logger: this.#logger,
      onFull: (full) => {
        for (const connection of this.#supervisor.connections) {
          if (full) connection.pause();
          else connection.resume();
        }
      },
    });
  }

  #createSupervisor(): Supervisor {
    const { backoff, times } = this.#settings;
    const { clock = systemClock, random = Math.random } = this.#options;
    return new Supervisor({
      backoff,
      startJitterMs: times.startJitterMs,
      clock,
      random,
      open: (signal) => this.#open(signal),
      onEvent: (event) => this.#onStreamEvent(event),
    });
  }

  async #open(signal: AbortSignal): Promise<Connection> {
    const {
      apiUrl = "https://api.dingtalk.com",
      userAgent = "dt-sdk-nodejs/0.1.0",
      clock = systemClock,
    } = this.#options;
    const { clientId, clientSecret, fetch: send, agent } = this.#options;
    const { times, maxFrameBytes } = this.#settings;
    const { subscriptions } = this.config;
    const url = await askForEndpoint({
      apiUrl,
      clientId,
      clientSecret,
      userAgent,
      subscriptions,
      timeoutMs: times.openTimeoutMs,
      exchange: send === undefined ? httpExchange : createFetchExchange(send),
      signal,
    });
    const onMessage = (data: Buffer, source: Connection): void => this.#dispatcher.receive(data, source);
    const connection = await openSocket({ url, times, clock, agent, signal, maxFrameBytes, onMessage });
    if (this.#dispatcher.full) connection.pause();
    return connection;
  }

  #onStreamEvent(event: StreamEvent): void {
    switch (event.kind) {
      case "open":
        this.#setState("open");
        this.#started?.resolve();
        this.#logger.info({ gapMs: event.gapMs }, "Stream connection open");
        break;
      case "close":
        // A connection that is being replaced still receives.
        if (event.ending.kind === "closed") this.#setState("connecting");
        this.#logger.info({ ...event.ending }, "Stream connection ends");
        break;
      case "retry": {
        this.#setState("retrying");
        const { delayMs, failures, error } = event;
        this.#logger.warn(
          { delayMs, failures, code: error.code, apiCode: error.apiCode, reason: error.message },
          "Stream connection failed",
        );
        break;
      }
      case "alarm":
        if (needsAPerson(event.error)) this.#started?.reject(event.error);
        this.#logger.error(
          { code: event.error.code, reason: event.error.message },
          "Stream connection needs attention",
        );
        break;
    }
    this.#tell(event);
  }

  /** A listener that throws must not end the connection. */
  #tell(event: StreamEvent): void {
    try {
      this.emit(event.kind, event);
    } catch (error) {
      this.#logger.error({ error, event: event.kind }, "a Stream listener threw");
    }
  }

  #setState(state: StreamState): void {
    this.#state = state;
    this.connected = state === "open";
    this.registered = this.connected;
    this.reconnecting = state === "retrying";
  }

  #registerHandlers(): void {
    const { onRobotMessage, onCardCallback, onEvent, requiredTopics = [] } = this.#options;
    if (onRobotMessage !== undefined) this.#register(robotTopic, robotRoute(onRobotMessage));
    if (onCardCallback !== undefined) this.#register(cardTopic, cardRoute(onCardCallback));
    if (onEvent !== undefined) this.#register(eventTopic, eventRoute(onEvent));
    const missing = requiredTopics.find((topic) => !this.#dispatcher.has(topic));
    if (missing === undefined) return;
    const message = `StreamClient: nothing handles ${missing}, so DingTalk would not push it. Pass its handler.`;
    throw new DingTalkError(message, { code: "invalid_request", field: "requiredTopics" });
  }

  #register(topic: string, route: Route): void {
    const { subscriptions } = this.config;
    if (!subscriptions.some((known) => known.topic === topic)) subscriptions.push({ type: route.type, topic });
    this.#dispatcher.route(topic, route);
  }

  // What follows keeps the public methods of DWClient working on this client's own sockets.

  /** Handles one more callback topic; call it before `start`. The listener's result is the response. */
  override registerCallbackListener(topic: string, listener: (frame: DWClientDownStream) => unknown): this {
    const handle = (frame: StreamFrame): unknown => listener(toDownStream(frame));
    this.#register(
      topic,
      topic === robotTopic ? robotRoute(async (frame) => void (await handle(frame))) : callbackRoute(handle),
    );
    return this;
  }

  /** Handles events; call it before `start`. */
  override registerAllEventListener(listener: (frame: DWClientDownStream) => EventAckData): this {
    this.#register(
      eventTopic,
      eventRoute((frame) => listener(toDownStream(frame)).status),
    );
    return this;
  }

  override connect(): Promise<void> {
    return this.start();
  }

  override disconnect(): void {
    void this.stop();
  }

  /** Answers a push that is being handled, on the socket it came from. */
  override send(messageId: string, value: unknown): void {
    this.#dispatcher.answer(messageId, value);
  }

  override socketCallBackResponse(messageId: string, result: unknown): void {
    this.send(messageId, { response: result });
  }

  override sendGraphAPIResponse(messageId: string, value: GraphAPIResponse): void {
    this.send(messageId, value);
  }

  /** Without the secret. */
  override getConfig(): ReturnType<DWClient["getConfig"]> {
    const { clientId, subscriptions } = this.config;
    return { clientId, clientSecret: mask(this.config.clientSecret), subscriptions: [...subscriptions] };
  }

  /** Says nothing: what it would print holds secrets and messages. */
  override printDebug(): void {}

  override getAccessToken(): Promise<never> {
    return Promise.reject(unsupported("getAccessToken", "createClient(…).accessToken()"));
  }

  override getEndpoint(): Promise<never> {
    return Promise.reject(unsupported("getEndpoint", "start()"));
  }

  override _connect(): Promise<never> {
    return Promise.reject(unsupported("_connect", "start()"));
  }

  override heartbeat(): void {}

  override onDownStream(): void {
    throw unsupported("onDownStream", "the handlers of the options");
  }

  override onSystem(): void {
    throw unsupported("onSystem", "the events open, close, retry and alarm");
  }

  override onEvent(): void {
    throw unsupported("onEvent", "the option onEvent");
  }

  override onCallback(): void {
    throw unsupported("onCallback", "the handlers of the options");
  }
}

/** A list of its own: the SDK's default list is one object for all clients and subscribes to all events. */
function toBaseOptions({ clientId, clientSecret }: StreamClientOptions): ConstructorParameters<typeof DWClient>[0] {
  const options = { clientId, clientSecret, subscriptions: [], autoReconnect: false };
  return options;
}

function toDownStream({ type, headers, data }: StreamFrame): DWClientDownStream {
  const known = headers as DWClientDownStream["headers"];
  return { specVersion: "1.0", type, headers: known, data: typeof data === "string" ? data : JSON.stringify(data) };
}

function unsupported(method: string, instead: string): DingTalkError {
  return new DingTalkError(`StreamClient does not use ${method}; use ${instead}.`, { code: "invalid_request" });
}

function stoppedError(): DingTalkError {
  return new DingTalkError("The Stream client was stopped.", { code: "aborted" });
}

function noHandlerError(): DingTalkError {
  const message =
    "StreamClient has no handler, so DingTalk would push nothing. Pass onRobotMessage, onCardCallback or onEvent.";
  return new DingTalkError(message, { code: "invalid_request" });
}
