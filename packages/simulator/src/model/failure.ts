import type { Reply } from "../http/exchange.ts";

/** A refusal in OpenAI's shape. */
export class ModelFailure extends Error {
  override readonly name = "ModelFailure";
  readonly status: number;
  readonly code: string | null;
  readonly param: string | null;

  constructor(status: number, code: string | null, message: string, param: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }

  toReply(): Reply {
    return { status: this.status, body: errorBody(this.message, this.code, this.param) };
  }
}

export function errorBody(message: string, code: string | null, param: string | null = null): object {
  return { error: { message, type: "invalid_request_error", param, code } };
}
