import type { CallInputFor, InputFor, OperationName, ResultFor } from "../operations/index.ts";
import type { RequestParts } from "../requests/build-request.ts";
import type { Method, PathRequest } from "../requests/path-request.ts";
import type { BatchInput, BatchOperationName, BatchResultFor } from "./batches/types.ts";
import type { CallOptions } from "./client-options.ts";
import type { EntryFor, Page, PagedInput, PagedOperationName } from "./paging/types.ts";
import type { Cards } from "./subjects/cards.ts";
import type { Departments } from "./subjects/departments.ts";
import type { Media } from "./subjects/media.ts";
import type { Robot } from "./subjects/robot.ts";
import type { Todos } from "./subjects/todos.ts";
import type { Users } from "./subjects/users.ts";
import type { Workflow } from "./subjects/workflow.ts";

/** Calls DingTalk's server API as one app or person. */
export interface Client {
  /**
   * Calls any operation by name. Input is checked before anything is sent; the answer comes in the declared types.
   * People may be named by either kind of id: `{ userId }` where a unionId belongs and the reverse are looked up, once.
   * @throws DingTalkError
   */
  call<N extends OperationName>(name: N, input: CallInputFor<N>, options?: CallOptions): Promise<ResultFor<N>>;
  /**
   * Calls an operation as often as its list needs, for lists longer than one call takes. What failed is in the result,
   * entry by entry; after a failure that the next call would meet as well, the rest is not tried. What an operation
   * answers page by page is read to its end.
   * @throws DingTalkError `invalid_request` before anything is sent
   */
  batch<N extends BatchOperationName>(name: N, input: BatchInput<N>, options?: CallOptions): Promise<BatchResultFor<N>>;
  /**
   * Reads a list page by page, each page when it is asked for. A filter that is too long for one call is split.
   * @throws DingTalkError
   */
  pages<N extends PagedOperationName>(
    name: N,
    input: PagedInput<N>,
    options?: CallOptions,
  ): AsyncIterable<Page<EntryFor<N>>>;
  /** Reads a list entry by entry over all its pages. @throws DingTalkError */
  entries<N extends PagedOperationName>(
    name: N,
    input: PagedInput<N>,
    options?: CallOptions,
  ): AsyncIterable<EntryFor<N>>;
  /**
   * Calls any path of DingTalk, declared or not, with the client's token. Neither input nor answer is checked or
   * changed; only a GET is repeated when its outcome is unknown.
   * @throws DingTalkError
   */
  request(
    method: Method,
    path: string,
    options?: PathRequest & CallOptions,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** The request that `call` would send, without access token; opens no connection. */
  describe<N extends OperationName>(name: N, input: InputFor<N>): Promise<RequestParts>;
  /** A valid access token, from the cache or new. */
  accessToken(): Promise<string>;
  readonly users: Users;
  readonly departments: Departments;
  readonly robot: Robot;
  readonly cards: Cards;
  readonly workflow: Workflow;
  readonly todos: Todos;
  readonly media: Media;
}
