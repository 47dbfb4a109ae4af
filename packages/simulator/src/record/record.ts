import { BoundedList, BoundedMap } from "../world/bounded.ts";
import type { AckEntry, ConnectionEntry, DeliveryEntry, FrameEntry, PushEntry, RequestEntry } from "./entries.ts";

export interface RecordCounts {
  requests: number;
  refusals: number;
  pushes: number;
  repeats: number;
  undelivered: number;
  acks: number;
  unknownAcks: number;
  deliveries: number;
  frames: number;
  connections: number;
  modelCalls: number;
  /** Requests by operation. */
  operations: Record<string, number>;
  /** Refusals by error code. */
  codes: Record<string, number>;
}

export interface RecordOptions {
  /** `counters` keeps no entries at all, for measurements. Default `full`. */
  readonly mode?: "full" | "counters";
  /** How many entries of each kind are kept. Default 100 000. */
  readonly kept?: number;
  /** How many of the newest requests keep their bodies. Default 5 000. */
  readonly bodiesKept?: number;
}

/** Entries whose fields equal the given ones. */
export type Filter<Entry> = Partial<Entry>;

/** Everything the simulator saw, in order, newest last. */
export class SimulatorRecord {
  readonly keepsEntries: boolean;
  readonly #requests: BoundedList<RequestEntry>;
  readonly #withBody: BoundedMap<string, RequestEntry>;
  readonly #pushes: BoundedList<PushEntry>;
  readonly #acks: BoundedList<AckEntry>;
  readonly #deliveries: BoundedList<DeliveryEntry>;
  readonly #frames: BoundedList<FrameEntry>;
  readonly #connections: BoundedList<ConnectionEntry>;
  #counts = noCounts();

  constructor(options: RecordOptions = {}) {
    this.keepsEntries = options.mode !== "counters";
    const kept = this.keepsEntries ? (options.kept ?? 100_000) : 0;
    this.#requests = new BoundedList(kept);
    this.#withBody = new BoundedMap(Math.min(kept, options.bodiesKept ?? 5_000), (_, entry) => delete entry.body);
    this.#pushes = new BoundedList(kept);
    this.#acks = new BoundedList(kept);
    this.#deliveries = new BoundedList(kept);
    this.#frames = new BoundedList(kept);
    this.#connections = new BoundedList(kept);
  }

  requests(filter?: Filter<RequestEntry>): RequestEntry[] {
    return select(this.#requests, filter);
  }

  pushes(filter?: Filter<PushEntry>): PushEntry[] {
    return select(this.#pushes, filter);
  }

  acks(filter?: Filter<AckEntry>): AckEntry[] {
    return select(this.#acks, filter);
  }

  deliveries(filter?: Filter<DeliveryEntry>): DeliveryEntry[] {
    return select(this.#deliveries, filter);
  }

  frames(filter?: Filter<FrameEntry>): FrameEntry[] {
    return select(this.#frames, filter);
  }

  connections(filter?: Filter<ConnectionEntry>): ConnectionEntry[] {
    return select(this.#connections, filter);
  }

  /** What the person was answered in the conversation, in order. Cards stand where they were delivered. */
  repliesOf(userId: string, conversationId: string): DeliveryEntry[] {
    return this.deliveries({ userId, conversationId });
  }

  counts(): RecordCounts {
    return structuredClone(this.#counts);
  }

  clear(): void {
    for (const list of [this.#requests, this.#pushes, this.#acks, this.#deliveries, this.#frames, this.#connections]) {
      list.clear();
    }
    this.#withBody.clear();
    this.#counts = noCounts();
  }

  addRequest(entry: RequestEntry): void {
    const counts = this.#counts;
    counts.requests++;
    if (entry.operation) add(counts.operations, entry.operation);
    if (entry.operation === "model.chat") counts.modelCalls++;
    if (entry.code !== undefined) {
      counts.refusals++;
      add(counts.codes, entry.code);
    }
    this.#requests.push(entry);
    if (entry.body !== undefined) this.#withBody.set(entry.requestId, entry);
  }

  addPush(entry: PushEntry): void {
    this.#counts.pushes++;
    if (entry.attempt > 1) this.#counts.repeats++;
    if (entry.outcome === "no-connection") this.#counts.undelivered++;
    this.#pushes.push(entry);
  }

  addAck(entry: AckEntry): void {
    this.#counts.acks++;
    if (!entry.known) this.#counts.unknownAcks++;
    this.#acks.push(entry);
  }

  addDelivery(entry: DeliveryEntry): void {
    this.#counts.deliveries++;
    this.#deliveries.push(entry);
  }

  addFrame(entry: FrameEntry): void {
    this.#counts.frames++;
    this.#frames.push(entry);
  }

  addConnection(entry: ConnectionEntry): void {
    if (entry.event === "opened") this.#counts.connections++;
    this.#connections.push(entry);
  }
}

function select<Entry extends object>(list: BoundedList<Entry>, filter?: Filter<Entry>): Entry[] {
  const wanted = Object.entries(filter ?? {}).filter(([, value]) => value !== undefined);
  const matches = (entry: Entry): boolean =>
    wanted.every(([key, value]) => (entry as Record<string, unknown>)[key] === value);
  return list.toArray().filter(matches);
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function noCounts(): RecordCounts {
  return {
    requests: 0,
    refusals: 0,
    pushes: 0,
    repeats: 0,
    undelivered: 0,
    acks: 0,
    unknownAcks: 0,
    deliveries: 0,
    frames: 0,
    connections: 0,
    modelCalls: 0,
    operations: {},
    codes: {},
  };
}
