import { randomUUID } from "node:crypto";
import { robotTopic } from "../gateway/frames.ts";
import type { Push } from "../gateway/gateway.ts";
import type { SimulatorRecord } from "../record/record.ts";
import type { Clock, TimerHandle } from "../world/clock.ts";
import type { App } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { type CallbackRequest, eventRequest, readEventAnswer, robotRequest } from "./request.ts";

/** Where an app takes pushes by HTTP. What it has no address for goes over Stream. */
export interface CallbackTarget {
  /** Takes messages to the robot. */
  readonly robotUrl?: string;
  /** Takes events: the address, token and key (43 characters) of the event page. */
  readonly events?: { readonly url: string; readonly token: string; readonly aesKey: string };
  /** What goes by HTTP goes over Stream as well. Default false. */
  readonly alsoStream?: boolean;
}

/** How patient DingTalk is with those who take pushes by HTTP. */
export interface CallbackOptions {
  /** Time to answer with 200. Default 5 000. */
  readonly answerWithinMs?: number;
  /** Waiting times before the repeats of a push that was not answered with 200. Default 10, 30, 60 and 120 s. */
  readonly repeatDelaysMs?: readonly number[];
}

/** Apps that take pushes by HTTP. */
export interface Callbacks {
  set(appKey: string, target: CallbackTarget): void;
  /** Back to Stream alone. Pushes that wait for their repeat are given up. */
  remove(appKey: string): void;
  /** Tries the address for events, as the developer console does before it takes it; whether the answer is right. */
  check(appKey: string): Promise<boolean>;
}

export interface CallbackContext {
  readonly world: World;
  readonly clock: Clock;
  readonly record: SimulatorRecord;
}

/** The value of `connectionId` in the record. */
const byCallback = "callback";

/** Sends pushes by HTTP, signed and encrypted, and again when the answer is not 200 in time. */
export class CallbackSender implements Callbacks {
  readonly #context: CallbackContext;
  readonly #options: Required<CallbackOptions>;
  readonly #targets = new Map<string, CallbackTarget>();
  readonly #repeats = new Set<TimerHandle>();
  readonly #closing = new AbortController();

  constructor(context: CallbackContext, options: CallbackOptions = {}) {
    this.#context = context;
    this.#options = { answerWithinMs: 5_000, repeatDelaysMs: [10_000, 30_000, 60_000, 120_000], ...options };
  }

  set(appKey: string, target: CallbackTarget): void {
    this.#targets.set(appKey, target);
  }

  remove(appKey: string): void {
    this.#targets.delete(appKey);
  }

  async check(appKey: string): Promise<boolean> {
    const request = this.#request({ appKey, type: "EVENT", topic: "*", data: '{"EventType":"check_url"}' });
    return request !== undefined && (await this.#send(request)) === 200;
  }

  /** Takes the push when its app wants it by HTTP. `only`: it is not to go over Stream as well. */
  take(push: Push): "only" | "also" | undefined {
    if (this.#request(push) === undefined) return undefined;
    void this.#attempt(push, 1);
    return this.#targets.get(push.appKey)?.alsoStream === true ? "also" : "only";
  }

  close(): void {
    this.#closing.abort();
    for (const repeat of this.#repeats) repeat.cancel();
  }

  async #attempt(push: Push, attempt: number): Promise<void> {
    const { clock, record, world } = this.#context;
    const request = this.#request(push);
    if (request === undefined || this.#closing.signal.aborted) return;
    const { appKey, topic, msgId } = push;
    const about = { appKey, frameId: randomUUID(), connectionId: byCallback, ...(msgId !== undefined && { msgId }) };
    const sentAt = clock.now();
    record.addPush({ at: sentAt, topic, attempt, outcome: "sent", ...about });
    if (msgId !== undefined && attempt === 1) world.addStep(msgId, "pushed");
    const code = await this.#send(request);
    const at = clock.now();
    if (code !== undefined) {
      record.addAck({ at, code, known: true, sameConnection: true, latencyMs: at - sentAt, ...about });
    }
    if (code !== 200) this.#repeatLater(push, attempt);
    else if (msgId !== undefined) world.addStep(msgId, "acknowledged");
  }

  #repeatLater(push: Push, attempt: number): void {
    const delayMs = this.#options.repeatDelaysMs[attempt - 1];
    if (delayMs === undefined || this.#closing.signal.aborted) return;
    const repeat = this.#context.clock.after(delayMs, () => {
      this.#repeats.delete(repeat);
      void this.#attempt(push, attempt + 1);
    });
    this.#repeats.add(repeat);
  }

  /** Made anew for every attempt, since a signature ages. */
  #request(push: Pick<Push, "appKey" | "type" | "topic" | "data" | "headers">): CallbackRequest | undefined {
    const { robotUrl, events } = this.#targets.get(push.appKey) ?? {};
    const app: App | undefined = this.#context.world.app(push.appKey);
    const now = (): number => this.#context.clock.now();
    if (app === undefined) return undefined;
    if (push.type === "EVENT") return events && eventRequest(app, events, push, now);
    return robotUrl === undefined || push.topic !== robotTopic
      ? undefined
      : robotRequest(app, robotUrl, push.data, now);
  }

  /** The status of the answer; undefined when there is none in time, 0 when it says something wrong. */
  async #send({ url, headers, body, answerTo }: CallbackRequest): Promise<number | undefined> {
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.#options.answerWithinMs)]);
    try {
      const response = await fetch(url, { method: "POST", headers, body, signal });
      const text = await response.text();
      if (response.status !== 200 || answerTo === undefined) return response.status;
      return readEventAnswer(answerTo, text) === "success" ? 200 : 0;
    } catch {
      return undefined;
    }
  }
}
