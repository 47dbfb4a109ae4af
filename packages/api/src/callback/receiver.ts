import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { DingTalkError } from "../errors/dingtalk-error.ts";
import { createCalmLogger } from "../logging/calm-logger.ts";
import { type Logger, silentLogger } from "../logging/logger.ts";
import { inTime } from "../time/in-time.ts";
import { type Answer, answers, sendAnswer } from "./answers.ts";
import { createEventCallback, type EventCallback } from "./event-callback.ts";
import { encryptedPart, isAddressCheck, readQuery } from "./event-request.ts";
import { readBody } from "./read-body.ts";
import { isSignedByDingTalk } from "./robot-signature.ts";

/** An app whose callbacks are received. */
export interface CallbackApp {
  /** Signs messages to the robot. */
  readonly appSecret: string;
  /** Reads and answers events; without it they are refused. */
  readonly events?: EventCallback;
  /**
   * A message to the robot, as JSON text. It is answered with 200 when the promise fulfils and with 503 when it
   * rejects, so that DingTalk sends it again: store it, then return.
   */
  readonly onRobotMessage: (data: string) => Promise<void>;
  /**
   * An event of the organisation, as JSON text; a rejection asks for it again. Without it events are answered as done.
   * The check of the address in the developer console is answered without it.
   */
  readonly onEvent?: (event: string) => Promise<void>;
  /** Stand in every line of the log about it, such as the id of its tenant. */
  readonly logFields?: object;
}

/** What a request was for; `other` when its path is none of ours. */
export type CallbackKind = "robot" | "event" | "other";

export interface CallbackReceiverOptions {
  /** The app whose name stands in the path; undefined when there is none. */
  readonly find: (name: string) => CallbackApp | undefined;
  /** A larger body is refused. @default 1_048_576 */
  readonly maxBodyBytes?: number;
  /** A handler that takes longer counts as failed; what it comes to is not looked at. @default 5_000 */
  readonly handlerTimeoutMs?: number;
  /** Told about every answer. Must not throw. */
  readonly onAnswered?: (about: { readonly kind: CallbackKind; readonly status: number }) => void;
  /** @default silent */
  readonly logger?: Logger;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

export interface CallbackReceiver {
  /** Answers a request, whatever it holds. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Tells the log what was held back. */
  close(): void;
}

/** What the log says about a request, and whose lines are counted together. */
interface About {
  readonly fields: object;
  readonly subject: string;
}

const paths = /^\/callback\/([A-Za-z0-9_-]{1,64})\/(robot|events)(?:\?(.*))?$/s;

/** Whom an unknown name stands for, so that it is refused by the same steps as a wrong signature. */
const nobody = {
  appSecret: randomBytes(32).toString("hex"),
  events: createEventCallback({
    token: randomBytes(16).toString("hex"),
    encodingAesKey: randomBytes(32).toString("base64").slice(0, 43),
    ownerKey: "",
  }),
  onRobotMessage: async () => {},
};

/**
 * DingTalk's pushes by HTTP: `POST /callback/{name}/robot` takes messages to the robot, `POST /callback/{name}/events`
 * events of the organisation. A wrong or stale signature is refused before anything is parsed, no answer tells which
 * names exist, and no line of the log holds anything of a body.
 * https://open.dingtalk.com/document/orgapp/receive-message
 */
export function createCallbackReceiver(options: CallbackReceiverOptions): CallbackReceiver {
  const { find, maxBodyBytes = 1_048_576, handlerTimeoutMs = 5_000, onAnswered, now = Date.now } = options;
  const logger = createCalmLogger(options.logger ?? silentLogger);

  function refuse({ fields, subject }: About, error: DingTalkError): Answer {
    logger.warn({ ...fields, reason: error.message }, "callback refused", subject);
    return error.code === "unauthorized" ? answers.refused : answers.unreadable;
  }

  async function handled({ fields, subject }: About, work: () => Promise<void>, done: () => Answer): Promise<Answer> {
    try {
      await inTime(work, handlerTimeoutMs);
      return done();
    } catch (error) {
      logger.error({ ...fields, error }, "callback not handled", subject);
      return answers.failed;
    }
  }

  async function answerRobot(request: IncomingMessage, app: CallbackApp, about: About): Promise<Answer> {
    const signed = { timestamp: single(request.headers["timestamp"]), sign: single(request.headers["sign"]) };
    if (!isSignedByDingTalk(signed, app.appSecret, now)) return refuse(about, wrongSignature());
    const body = await readBody(request, maxBodyBytes);
    if (body === undefined) return answers.tooLarge;
    return handled(
      about,
      () => app.onRobotMessage(body),
      () => answers.noReply,
    );
  }

  async function answerEvent(request: IncomingMessage, query: string, app: CallbackApp, about: About) {
    const { events = nobody.events, onEvent } = app;
    const body = await readBody(request, maxBodyBytes);
    if (body === undefined) return answers.tooLarge;
    const text = decrypted(events, query, body);
    if (text instanceof DingTalkError) return refuse(about, text);
    const work = async (): Promise<void> => {
      if (!isAddressCheck(text)) await onEvent?.(text);
    };
    return handled(about, work, () => ({ status: 200, body: events.encrypt() }));
  }

  async function answer(request: IncomingMessage): Promise<{ kind: CallbackKind; given: Answer }> {
    const [, name = "", place, query = ""] = paths.exec(request.url ?? "") ?? [];
    if (place === undefined) return { kind: "other", given: answers.notFound };
    const kind = place === "robot" ? "robot" : "event";
    if (request.method !== "POST") return { kind, given: answers.notAllowed };
    const app = find(name);
    // A name that nobody has is whatever somebody made up: all of them are one subject, without a name.
    const about = { fields: { kind, ...app?.logFields }, subject: app === undefined ? "" : name };
    const asked = app ?? nobody;
    try {
      const given = await (kind === "robot"
        ? answerRobot(request, asked, about)
        : answerEvent(request, query, asked, about));
      return { kind, given };
    } catch (error) {
      // As a rule the request broke off before its end, and there is nobody to answer.
      logger.warn({ ...about.fields, error }, "callback broke off", about.subject);
      return { kind, given: answers.unreadable };
    }
  }

  return {
    async handle(request, response) {
      const { kind, given } = await answer(request);
      sendAnswer(request, response, given);
      onAnswered?.({ kind, status: given.status });
    },
    close: () => logger.close(),
  };
}

function decrypted(events: EventCallback, query: string, body: string): string | DingTalkError {
  try {
    return events.decrypt(readQuery(query), encryptedPart(body));
  } catch (error) {
    if (error instanceof DingTalkError) return error;
    throw error;
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? undefined : header;
}

function wrongSignature(): DingTalkError {
  const message = "Robot message refused: its signature is missing, wrong or older than an hour.";
  return new DingTalkError(message, { code: "unauthorized" });
}
