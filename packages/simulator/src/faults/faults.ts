import type { Random } from "../world/random.ts";
import type { DocumentedErrorName } from "./documented.ts";

/** What strikes a request. `when` says whether the request has taken effect before it strikes. Default `before`. */
export type RequestEffect =
  | { readonly type: "latency"; readonly ms: number; readonly jitterMs?: number; readonly when?: When }
  | { readonly type: "refuse"; readonly as: DocumentedErrorName; readonly when?: When }
  /** A code that the declaration of the struck operation lists among its errors, in the shape of its host. */
  | { readonly type: "refuse"; readonly code: string; readonly message?: string; readonly when?: When }
  | {
      readonly type: "respond";
      /** Default 200. */
      readonly status?: number;
      /** Objects are sent as JSON, strings as they are. Default: nothing. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly when?: When;
    }
  /** TCP reset. */
  | { readonly type: "reset"; readonly when?: When }
  /** Never answers. */
  | { readonly type: "hang"; readonly when?: When }
  /** Cuts a streamed model answer after so many chunks. */
  | { readonly type: "cut"; readonly afterChunks: number; readonly how: "reset" | "hang" | "end" | "error" };

export type When = "before" | "after";

/** What strikes the opening of a WebSocket. */
export type HandshakeEffect =
  | { readonly type: "handshake-delay"; readonly ms: number }
  | { readonly type: "handshake-refuse"; readonly status: number; readonly body?: string }
  | { readonly type: "handshake-hang" };

export type JunkKind =
  | "bad-json"
  | "not-object"
  | "missing-headers"
  | "missing-type"
  | "unknown-type"
  | "unknown-topic"
  | "bad-data"
  | "huge"
  | "random-bytes";

/** What strikes a push, or the connection that it goes to. */
export type PushEffect =
  /** Sends the push again at once, with a new frame id unless told otherwise, over any connection of the app. */
  | { readonly type: "duplicate"; readonly copies?: number; readonly sameFrameId?: boolean }
  /** Sends a malformed frame before the push, or instead of it. */
  | { readonly type: "junk"; readonly kind: JunkKind; readonly instead?: boolean; readonly bytes?: number }
  /** The frame goes missing; the server believes that it was sent. */
  | { readonly type: "lose" }
  | { readonly type: "push-latency"; readonly ms: number; readonly jitterMs?: number }
  /** The connection goes deaf and mute: nothing is read, sent or answered, and it stays open. */
  | { readonly type: "half-open" }
  | { readonly type: "socket-reset" }
  | { readonly type: "socket-close"; readonly code?: number }
  /** The `disconnect` frame, 10 s of silence, then the end. */
  | { readonly type: "disconnect"; readonly reason?: string };

export type FaultEffect = RequestEffect | HandshakeEffect | PushEffect;

/** What a fault strikes. Every field that is given must match; none given matches all. */
export interface FaultMatch {
  /** Name of a declared operation, `model.chat`, or `stream.handshake`. */
  readonly operation?: string;
  /** The whole path, or its beginning when it ends in `*`. */
  readonly path?: string;
  readonly appKey?: string;
  /** Name of the model. */
  readonly model?: string;
  /** Whether the model call is a streaming one. */
  readonly stream?: boolean;
  /** Topic of the push. */
  readonly topic?: string;
  /** Text that occurs in the request body or in the data of the push. */
  readonly contains?: string;
}

export interface Fault {
  readonly match?: FaultMatch;
  readonly effect: FaultEffect;
  /** How often it strikes. Default: always. */
  readonly times?: number;
  /** How many matches pass untouched first. Default 0. */
  readonly skip?: number;
  /** From 0 to 1, drawn from the seeded generator. Default 1. */
  readonly probability?: number;
}

export interface ActiveFault {
  readonly id: string;
  readonly fault: Fault;
  /** How often it has struck. */
  readonly hits: number;
  remove(): void;
}

/** What is known about the request, handshake or push that may be struck. */
export interface FaultTarget {
  readonly operation?: string | undefined;
  readonly path?: string | undefined;
  readonly appKey?: string | undefined;
  readonly model?: string | undefined;
  readonly stream?: boolean | undefined;
  readonly topic?: string | undefined;
  readonly text?: () => string;
}

export type FaultPlace = "request" | "handshake" | "push";

/** The faults that are set at the moment. */
export interface Faults {
  add(fault: Fault): ActiveFault;
  list(): ActiveFault[];
  remove(id: string): boolean;
  clear(): void;
  /** The effects that strike now, oldest fault first; counts them as struck. */
  strike<Place extends FaultPlace>(place: Place, target: FaultTarget): EffectOf<Place>[];
}

export type EffectOf<Place extends FaultPlace> = Place extends "request"
  ? RequestEffect
  : Place extends "handshake"
    ? HandshakeEffect
    : PushEffect;

const places: Record<FaultEffect["type"], FaultPlace> = {
  latency: "request",
  refuse: "request",
  respond: "request",
  reset: "request",
  hang: "request",
  cut: "request",
  "handshake-delay": "handshake",
  "handshake-refuse": "handshake",
  "handshake-hang": "handshake",
  duplicate: "push",
  junk: "push",
  lose: "push",
  "push-latency": "push",
  "half-open": "push",
  "socket-reset": "push",
  "socket-close": "push",
  disconnect: "push",
};

export function isEffectType(type: string): type is FaultEffect["type"] {
  return Object.hasOwn(places, type);
}

interface State {
  readonly id: string;
  readonly fault: Fault;
  readonly place: FaultPlace;
  seen: number;
  hits: number;
}

const nothing: never[] = [];

export function createFaults(random: Random): Faults {
  let states: State[] = [];
  let added = 0;
  const remove = (id: string): boolean => {
    const before = states.length;
    states = states.filter((state) => state.id !== id);
    return states.length < before;
  };
  const view = (state: State): ActiveFault => ({
    id: state.id,
    fault: state.fault,
    get hits() {
      return state.hits;
    },
    remove: () => void remove(state.id),
  });
  return {
    add: (fault) => {
      const state = { id: `fault-${++added}`, fault, place: placeOf(fault), seen: 0, hits: 0 };
      states.push(state);
      return view(state);
    },
    list: () => states.map(view),
    remove,
    clear: () => {
      states = [];
    },
    strike: <Place extends FaultPlace>(place: Place, target: FaultTarget): EffectOf<Place>[] => {
      if (states.length === 0) return nothing;
      const struck = states.filter((state) => state.place === place && strikes(state, target, random));
      return struck.map((state) => state.fault.effect as EffectOf<Place>);
    },
  };
}

function placeOf(fault: Fault): FaultPlace {
  const place = places[fault.effect?.type];
  if (place) return place;
  const known = Object.keys(places).join(", ");
  throw new TypeError(`A fault needs an effect whose type is one of: ${known}.`);
}

function strikes(state: State, target: FaultTarget, random: Random): boolean {
  const { fault } = state;
  if (state.hits >= (fault.times ?? Number.POSITIVE_INFINITY)) return false;
  if (!matches(fault.match ?? {}, target)) return false;
  if (state.seen++ < (fault.skip ?? 0)) return false;
  if (fault.probability !== undefined && random.next() >= fault.probability) return false;
  state.hits++;
  return true;
}

function matches(match: FaultMatch, target: FaultTarget): boolean {
  if (match.path !== undefined && !matchesPath(match.path, target.path)) return false;
  if (match.contains !== undefined && !target.text?.().includes(match.contains)) return false;
  return (["operation", "appKey", "model", "stream", "topic"] as const).every(
    (key) => match[key] === undefined || match[key] === target[key],
  );
}

function matchesPath(wanted: string, path: string | undefined): boolean {
  if (path === undefined) return false;
  return wanted.endsWith("*") ? path.startsWith(wanted.slice(0, -1)) : path === wanted;
}
