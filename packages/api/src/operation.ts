import type { DingTalkErrorCode } from "./errors/dingtalk-error.ts";
import type { InputOf, ObjectSchema, ResultOf } from "./schema.ts";

/** `api`: api.dingtalk.com, token in a header. `oapi`: oapi.dingtalk.com, the older host, token in the query. */
export type Host = "api" | "oapi";

/** Subject of an operation; also the name of the file or folder that declares it. */
export type OperationGroup =
  | "tokens"
  | "users"
  | "departments"
  | "robot"
  | "cards"
  | "workflow"
  | "todo"
  | "media"
  | "stream";

/** `internal`: made by the organisation itself. `thirdPartyOrg`, `thirdPartyPersonal`: installed from the store. */
export type AppType = "internal" | "thirdPartyOrg" | "thirdPartyPersonal";

/** `destructive`: takes something away that cannot be brought back. */
export type Effect = "read" | "write" | "destructive";

/** How a list is read page by page. Paths into the result are joined by dots. */
export interface Paging {
  /**
   * How the next position is found. `token`: the result names it. `offset`: the number of entries read so far.
   * `page`: the position plus one.
   */
  readonly style: "token" | "offset" | "page";
  /** Input field with the position. */
  readonly position: string;
  /** Position of the first page; absent: the field is left out there. */
  readonly first?: number | string;
  /** The other number that the first page may have (style `page`), where none is documented. */
  readonly orFirst?: number;
  /** Input field with the number of entries per page. */
  readonly size?: string;
  readonly maxSize?: number;
  /** Result path of the entries. */
  readonly items: string;
  /** Result path of the next position (style `token`). */
  readonly next?: string;
  /** Result path of the flag that more pages follow. */
  readonly more?: string;
  /** Result path of the number of all entries. */
  readonly total?: string;
}

/** How a list that is too long for one call is split over several. */
export interface Batching {
  /** Input field with the list; its `maxItems` or `maxListed` is the bound. */
  readonly list: string;
  /** Where a successful answer names entries that failed nevertheless. */
  readonly failures?: readonly EntryFailures[];
}

export interface EntryFailures {
  /** Result path of a list of entries, or of an object from entry to reason. */
  readonly at: string;
  readonly code: DingTalkErrorCode;
  /** Why, as a clause. */
  readonly reason: string;
}

/**
 * One call of DingTalk's server API, as data. Client methods, command line, agent tools, simulator and reference are
 * derived from it.
 */
export interface Operation {
  readonly name: string;
  readonly group: OperationGroup;
  /** One sentence. */
  readonly description: string;
  readonly host: Host;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with `{name}` for each path parameter. */
  readonly path: string;
  /** Where the access token goes: header `x-acs-dingtalk-access-token`, query `access_token`, or nowhere. */
  readonly auth: "header" | "query" | "none";
  /** Whose token: of the app, of a person, or of a webhook robot (then `access_token` is an input). */
  readonly tokenKind: "app" | "user" | "robot" | "none";
  /** How the body is sent. */
  readonly encoding: "json" | "multipart" | "none";
  readonly effect: Effect;
  /** Input field that makes a repeated call harmless when it is given. */
  readonly idempotencyKey?: string;
  /** A repeated call with the same input leaves the same state and succeeds again. */
  readonly overwrites?: true;
  /**
   * `false`: calls are outside the organisation's monthly quota of API calls (the free edition has 5 000). Absent: each
   * call counts, except one that DingTalk refused for its pace or that was lost in the network.
   */
  readonly counted?: false;
  /** A call may cost money beyond the API quota. */
  readonly costly?: true;
  /** Parameters. Names are unique across the three places, so that callers pass one flat object. */
  readonly input: {
    readonly path?: ObjectSchema;
    readonly query?: ObjectSchema;
    readonly body?: ObjectSchema;
  };
  /** The answer's body without `errcode`, `errmsg` and `request_id`. */
  readonly result: ObjectSchema;
  readonly paging?: Paging;
  readonly batching?: Batching;
  /** Permissions the app needs; empty: none, or not documented (see `unconfirmed`). */
  readonly permissions: readonly string[];
  /** Kinds of apps that may call it; empty: not documented. */
  readonly appTypes: readonly AppType[];
  /** Documented error codes by HTTP status. */
  readonly errors: Readonly<Record<number, readonly string[]>>;
  readonly limits?: readonly string[];
  readonly notes?: readonly string[];
  /** What no source settles. */
  readonly unconfirmed?: readonly string[];
  /** Name in DingTalk's SDK: `module.Action`, or the request class of the older Java SDK. */
  readonly sdk?: string;
  /** Official page. */
  readonly docUrl?: string;
}

/** What the way of a call looks at; also calls that are not declared have it. */
export type CalledOperation = Pick<Operation, "name" | "effect" | "auth" | "tokenKind" | "result">;

type Place<O extends Operation, K extends "path" | "query" | "body", AnyId> = O["input"] extends {
  readonly [P in K]: infer S;
}
  ? InputOf<S, AnyId>
  : unknown;
type Flat<T> = { [K in keyof T]: T[K] };

/**
 * Input of an operation: path, query and body parameters in one object. With `AnyId`, people may also be named by the
 * other kind of id.
 */
export type OperationInput<O extends Operation, AnyId = false> = Flat<
  Place<O, "path", AnyId> & Place<O, "query", AnyId> & Place<O, "body", AnyId>
>;

/** Answer of an operation. */
export type OperationResult<O extends Operation> = ResultOf<O["result"]>;
