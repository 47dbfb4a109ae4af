import { createInvoker, type InvokeOptions } from "../calls/invoke.ts";
import { DingTalkError } from "../errors/dingtalk-error.ts";
import type { Operation } from "../operation.ts";
import { type OperationName, operations } from "../operations/index.ts";
import { buildRequest, type Hosts, type RequestParts } from "../requests/build-request.ts";
import { buildPathRequest, type Method, type PathRequest } from "../requests/path-request.ts";
import { assertAllowed } from "./assert-allowed.ts";
import { callInBatches } from "./batches/call-in-batches.ts";
import type { BatchResult } from "./batches/types.ts";
import type { CallOptions, ClientOptions } from "./client-options.ts";
import type { CallLoosely } from "./paging/read-pages.ts";
import type { PagedOperationName } from "./paging/types.ts";
import { convertPeople } from "./people/convert-people.ts";
import { findUnionId, findUserId } from "./people/look-up-people.ts";
import { createPersonIds } from "./people/person-ids.ts";
import type { CallOperation } from "./subjects/call-operation.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a client does, without its types. */
export interface Pipeline {
  /** Calls an operation by name. */
  readonly call: (name: string, input: Fields, options?: InvokeOptions) => Promise<Fields>;
  /** Calls an operation as often as its list needs. */
  readonly batch: (name: string, input: Fields, options?: CallOptions) => Promise<BatchResult<unknown, Fields>>;
  /** Calls a path that need not be declared. */
  readonly request: (method: Method, path: string, options?: PathRequest & CallOptions) => Promise<Fields>;
  /** The request that `call` would send, without access token. */
  readonly describe: (name: string, input: Fields) => Promise<RequestParts>;
  readonly accessToken: () => Promise<string>;
}

export function createPipeline(options: ClientOptions, hosts: Hosts): Pipeline {
  const { invoke, send, accessToken } = createInvoker(options, hosts);
  const lookUp = ((name: OperationName, input: Fields) => invoke(operations[name], input)) as CallOperation;
  const ids = createPersonIds({
    findUnionId: (userId) => findUnionId(lookUp, userId),
    findUserId: (unionId) => findUserId(lookUp, unionId),
  });

  async function prepare(operation: Operation, input: Fields, callOptions?: CallOptions): Promise<Fields> {
    assertAllowed(operation, options.credentials);
    return convertPeople(operation, input, ids, callOptions?.signal);
  }
  return {
    async call(name, input, callOptions) {
      const operation = find(name);
      return invoke(operation, await prepare(operation, input, callOptions), callOptions);
    },
    async batch(name, input, callOptions) {
      const operation = find(name);
      const prepared = await prepare(operation, input, callOptions);
      const call: CallLoosely = (_, part, partOptions) => invoke(operation, part, partOptions);
      return callInBatches(operation, prepared, (part) => answersTo(operation, part, call, callOptions));
    },
    request: async (method, path, { query, body, host, ...callOptions } = {}) => {
      return send(buildPathRequest(method, path, { query, body, host }, hosts), callOptions);
    },
    describe: async (name, input) => buildRequest(find(name), input, hosts),
    accessToken,
  };
}

/** The answer to one call, or to as many as the list has pages. */
async function answersTo(
  { name, paging }: Operation,
  input: Fields,
  call: CallLoosely,
  options: CallOptions | undefined,
): Promise<Fields[]> {
  if (paging === undefined) return [await call(name, input, options)];
  const { readPages } = await import("./paging/read-pages.ts");
  const answers: Fields[] = [];
  const record: CallLoosely = async (...request) => {
    const answer = await call(...request);
    answers.push(answer);
    return answer;
  };
  await Array.fromAsync(readPages(record, name as PagedOperationName, input, options));
  return answers;
}

function find(name: string): Operation {
  const operation = Object.hasOwn(operations, name) ? operations[name as OperationName] : undefined;
  if (operation !== undefined) return operation;
  throw new DingTalkError(`There is no operation ${name}; see operationNames.`, { code: "invalid_request" });
}
