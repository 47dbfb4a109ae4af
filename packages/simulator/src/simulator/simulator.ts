import { createChatServer } from "../chat/server.ts";
import { createControl } from "../control/control.ts";
import { clickCard } from "../gateway/click.ts";
import { pushEvent, pushRaw } from "../gateway/raw.ts";
import { createSay } from "../gateway/say.ts";
import { handleWith } from "../http/handle.ts";
import { type Listener, listen } from "../http/listener.ts";
import { createMonthlyQuota, createRateLimit } from "../openapi/checks/limits.ts";
import { createDispatcher } from "../openapi/dispatch.ts";
import { serveSharedFile } from "../openapi/media/files.ts";
import { createTracer, type Tracer } from "../world/tracer.ts";
import { createState, type State } from "./state.ts";
import type { Attachment, Simulator, SimulatorOptions } from "./types.ts";

/** Starts a DingTalk and a model on 127.0.0.1. Rejects with one clear sentence when a port is taken. */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const state = createState(options);
  const tracer = createTracer(state.world, options.trace);
  const attachments: Attachment[] = [];
  const listeners: Listener[] = [];
  const addresses = { api: "", oapi: "" };
  const close = async (): Promise<void> => {
    tracer.close();
    state.callbacks.close();
    await Promise.all(listeners.map((listener) => listener.close()));
    state.clock.close();
  };
  const simulator = assemble(options, state, tracer, attachments, addresses, close);
  if (options.chatPage) attachments.push(createChatPage(simulator));
  try {
    await startListeners(options, state, createControl(simulator, state, attachments), listeners, addresses);
  } catch (error) {
    await close();
    throw error;
  }
  return simulator;
}

function createChatPage(simulator: Simulator): Attachment {
  return createChatServer({
    world: simulator.world,
    say: (said) => simulator.say(said),
    media: (mediaId) => simulator.media.uploaded(mediaId),
  });
}

/** Where the listeners for DingTalk's hosts are. */
interface Addresses {
  api: string;
  oapi: string;
}

function assemble(
  options: SimulatorOptions,
  state: State,
  tracer: Tracer,
  attachments: Attachment[],
  addresses: Addresses,
  close: () => Promise<void>,
): Simulator {
  const { platform, gateway, clock, world } = state;
  const {
    urls,
    organization,
    tokens,
    authCodes,
    sessions,
    permissions,
    customRobots,
    personChats,
    dings,
    media,
    todos,
    approvals,
  } = platform;
  const quota = state.streamQuota;
  return {
    get url() {
      return urls.control;
    },
    get apiUrl() {
      return addresses.api;
    },
    get oapiUrl() {
      return addresses.oapi;
    },
    get modelUrl() {
      return `${urls.control}/v1`;
    },
    seed: state.random.seed,
    world,
    organization,
    clock,
    faults: state.faults,
    record: state.record,
    callbacks: state.callbacks,
    model: state.model,
    tokens,
    authCodes,
    sessions,
    permissions,
    customRobots,
    media,
    personChats,
    dings,
    todos,
    approvals,
    say: createSay({ platform, gateway, clock, quota }),
    push: (push) => pushRaw(gateway, push),
    pushEvent: (event) => pushEvent({ gateway, world, clock, quota }, event),
    clickCard: (click) => clickCard(platform, gateway, click),
    connections: (appKey) => gateway.connections(appKey),
    waitingPushes: () => gateway.waiting,
    path: (msgId) => tracer.path(msgId),
    attach: (handler) => void attachments.push(handler),
    close,
  };
}

/** Fills the list while it goes, so that whatever was started can be stopped. */
async function startListeners(
  options: SimulatorOptions,
  state: State,
  control: Parameters<typeof listen>[0]["handle"],
  listeners: Listener[],
  addresses: Addresses,
): Promise<void> {
  const { ports = {}, limits = {} } = options;
  const { platform, serving, clock, gateway } = state;
  const dispatch = createDispatcher({
    platform,
    serving,
    rate: createRateLimit(clock, limits.callsPerSecond ?? 20),
    quota: createMonthlyQuota(clock, limits.apiCallsPerMonth ?? 0),
  });
  const handleApi = handleWith("api", (exchange) => serveSharedFile(state, exchange) || dispatch(exchange));
  const start = async (port: number | undefined, handle: typeof control, upgrade?: typeof gateway.upgrade) => {
    const listener = await listen({ port: port ?? 0, handle, ...(upgrade && { upgrade }) });
    listeners.push(listener);
    return listener.url;
  };
  addresses.api = await start(ports.api, handleApi, gateway.upgrade);
  addresses.oapi = await start(ports.oapi, handleWith("oapi", dispatch));
  const { api, oapi } = addresses;
  Object.assign(platform.urls, options.publicUrls ?? { api, oapi, stream: api.replace("http:", "ws:") });
  platform.urls.control = await start(ports.control, control);
}
