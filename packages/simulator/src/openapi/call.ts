import type { InputFor, Operation, OperationName, ResultFor } from "@dt/api";
import type { Exchange } from "../http/exchange.ts";
import type { App } from "../world/types.ts";
import type { Platform } from "./platform.ts";

/** One validated call of an operation. */
export interface Call<Input> {
  readonly platform: Platform;
  readonly operation: Operation;
  /** Path, query and body parameters in one object, as declared. */
  readonly input: Input;
  readonly exchange: Exchange;
  readonly requestId: string;
  /** The app that the token belongs to. Throws for operations without one. */
  app(): App;
  /** The person whom the token speaks for; undefined for tokens of apps. */
  readonly userId: string | undefined;
}

/** What an operation does once its input is known to be well-formed. */
export interface OperationHandler<Name extends OperationName> {
  /** The answer's body; on the older host `errcode` and `errmsg` are added. Throws a {@link Refusal}. */
  run(call: Call<InputFor<Name>>): ResultFor<Name> | Promise<ResultFor<Name>>;
  /** Takes the tokens of apps and of people, and refuses by itself what does not suit. */
  readonly anyToken?: true;
  /**
   * Documented error codes for malformed input by `field:keyword` (`userIds:maxItems`), by `field`, or `*` for
   * everything else.
   */
  readonly refusals?: Readonly<Record<string, string>>;
}

/** The handlers of a group, by the names of its operations. */
export type Handlers = { readonly [Name in OperationName]?: OperationHandler<Name> };
