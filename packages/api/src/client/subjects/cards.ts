import { randomUUID } from "node:crypto";
import { DingTalkError } from "../../errors/dingtalk-error.ts";
import type { InputFor, ResultFor } from "../../operations/index.ts";
import type { CallOptions } from "../client-options.ts";
import type { CallOperation } from "./call-operation.ts";

/** One frame of streamed text. */
export interface CardFrame {
  readonly outTrackId: string;
  /** Template variable that receives the text. */
  readonly key: string;
  /** The whole text so far, or what is new when `isFull` is false. */
  readonly content: string;
  /** Idempotency key; repeat it only to repeat the same frame. @default a new one */
  readonly guid?: string;
  /** @default true, which markdown variables need */
  readonly isFull?: boolean;
  /** The last frame. @default false */
  readonly isFinalize?: boolean;
  /** The card shows that generating failed. @default false */
  readonly isError?: boolean;
}

/** Where a card arrived and where not. */
export type CardDelivery = NonNullable<ResultFor<"cardDeliver">["result"]>[number];

/** Interactive cards. https://open.dingtalk.com/document/development/create-and-deliver-cards */
export interface Cards {
  /** Creates a card that is shown nowhere yet. */
  create(input: InputFor<"cardCreate">, options?: CallOptions): Promise<void>;
  /** Shows a card. Places that refused it are listed; when only one was addressed, that is an error. */
  deliver(input: InputFor<"cardDeliver">, options?: CallOptions): Promise<CardDelivery[]>;
  /**
   * Creates a card and shows it. A repeat with the same `outTrackId` is harmless.
   * @throws DingTalkError `refused` when the only place refused it; `already_exists` when the card exists
   */
  createAndDeliver(input: InputFor<"cardCreateAndDeliver">, options?: CallOptions): Promise<CardDelivery[]>;
  /** Changes the data of a card; merges unless `cardUpdateOptions` says otherwise. */
  update(input: InputFor<"cardUpdate">, options?: CallOptions): Promise<void>;
  /** Writes one frame of streamed text. */
  stream(frame: CardFrame, options?: CallOptions): Promise<void>;
  /** Adds another kind of place to a card. */
  appendSpace(input: InputFor<"cardAppendSpace">, options?: CallOptions): Promise<void>;
}

const merge = { updateCardDataByKey: true, updatePrivateDataByKey: true };

export function createCards(call: CallOperation): Cards {
  return {
    async create(input, options) {
      await call("cardCreate", input, options);
    },
    async deliver(input, options) {
      const { result = [] } = await call("cardDeliver", input, options);
      return readDeliveries("cardDeliver", result);
    },
    async createAndDeliver(input, options) {
      const { result } = await call("cardCreateAndDeliver", input, options);
      return readDeliveries("cardCreateAndDeliver", result?.deliverResults ?? []);
    },
    async update(input, options) {
      await call("cardUpdate", { cardUpdateOptions: merge, ...input }, options);
    },
    async stream(frame, options) {
      const whole = { isFull: true, isFinalize: false, isError: false, guid: randomUUID(), ...defined(frame) };
      await call("cardStreamingUpdate", whole, options);
    },
    async appendSpace(input, options) {
      await call("cardAppendSpace", input, options);
    },
  };
}

/** A field that is present but undefined must not hide its default. */
function defined(frame: CardFrame): CardFrame {
  return Object.fromEntries(Object.entries(frame).filter(([, value]) => value !== undefined)) as unknown as CardFrame;
}

function readDeliveries(operation: string, deliveries: CardDelivery[]): CardDelivery[] {
  const [only] = deliveries;
  if (deliveries.length !== 1 || only?.success !== false) return deliveries;
  const message = `${operation} showed the card nowhere: ${only.errorMsg ?? "no reason given"}`;
  throw new DingTalkError(message, { code: "refused", operation });
}
