import type { Reply } from "../http/exchange.ts";

/** Ends a call with an error answer in one of DingTalk's shapes. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** The error code; for the older host a number as text. */
  readonly code: string;
  readonly #build: (requestId: string) => Reply;

  constructor(code: string, message: string, build: (requestId: string) => Reply) {
    super(message);
    this.code = code;
    this.#build = build;
  }

  toReply(requestId: string): Reply {
    return this.#build(requestId);
  }
}

/** New API: an HTTP status of 400 and more, `{code, message, requestid}`. */
export function refuse(status: number, code: string, message: string, extra: object = {}): Refusal {
  return new Refusal(code, message, (requestid) => ({ status, body: { code, message, requestid, ...extra } }));
}

/** Older host, its gateway: HTTP 200, errcode 88 and the true code as text in `sub_code`. */
export function refuseAtLegacyGateway(code: number, message: string): Refusal {
  const text = `ding talk error[subcode=${code},submsg=${message}]`;
  return new Refusal(String(code), message, (requestId) => ({
    status: 200,
    body: { errcode: 88, errmsg: text, sub_code: String(code), sub_msg: message, request_id: requestId },
  }));
}

/** Older host, an operation under `/topapi`: HTTP 200, `{errcode, errmsg, request_id}`. */
export function refuseLegacy(code: number, message: string): Refusal {
  return new Refusal(String(code), message, (requestId) => ({
    status: 200,
    body: { errcode: code, errmsg: message, request_id: requestId },
  }));
}

/** Older host outside `/topapi`: HTTP 200, `{errcode, errmsg}`. */
export function refuseFlat(code: number, message: string): Refusal {
  return new Refusal(String(code), message, () => ({ status: 200, body: { errcode: code, errmsg: message } }));
}
