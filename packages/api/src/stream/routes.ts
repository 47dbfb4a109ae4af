import type { AckCode, StreamFrame } from "./frame.ts";
import type { StreamHandlers } from "./options.ts";

/** Topic of messages to the robot. */
export const robotTopic = "/v1.0/im/bot/messages/get";
/** Topic of clicks on cards. */
export const cardTopic = "/v1.0/card/instances/callback";
/** Topic of all events. */
export const eventTopic = "*";

/** The answer to a push. */
export interface Ack {
  readonly code: AckCode;
  readonly message: string;
  readonly data: unknown;
}

/** What is done with the pushes of one topic. */
export interface Route {
  readonly type: "CALLBACK" | "EVENT";
  readonly handle: (frame: StreamFrame) => unknown;
  readonly whenDone: (result: unknown) => Ack;
  /** Undefined: no answer at all, so that DingTalk pushes again. */
  readonly whenFailed: () => Ack | undefined;
}

type Handler<K extends keyof StreamHandlers> = NonNullable<StreamHandlers[K]>;

/** Never acknowledged before it is handled: what is not stored must come again. */
export function robotRoute(handle: Handler<"onRobotMessage">): Route {
  return { type: "CALLBACK", handle, whenDone: () => done({ response: null }), whenFailed: () => undefined };
}

/** A person waits for the answer, so a failure is told at once. */
export function cardRoute(handle: Handler<"onCardCallback">): Route {
  return { type: "CALLBACK", handle, whenDone: (answer) => done({ response: answer ?? {} }), whenFailed: failed };
}

export function eventRoute(handle: Handler<"onEvent">): Route {
  return {
    type: "EVENT",
    handle,
    whenDone: (status) => done({ status: status ?? "SUCCESS", message: "OK" }),
    whenFailed: () => done({ status: "LATER", message: "not stored yet" }),
  };
}

/** Any other callback topic; the handler's result is the response. */
export function callbackRoute(handle: (frame: StreamFrame) => unknown): Route {
  return { type: "CALLBACK", handle, whenDone: (response) => done({ response: response ?? null }), whenFailed: failed };
}

export const noHandler: Ack = { code: 404, message: "no handler for this topic", data: {} };

function done(data: unknown): Ack {
  return { code: 200, message: "OK", data };
}

function failed(): Ack {
  return { code: 500, message: "the handler failed", data: {} };
}
