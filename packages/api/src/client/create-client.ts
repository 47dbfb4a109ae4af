import { assertOptions } from "./assert-options.ts";
import type { Client } from "./client.ts";
import type { CallOptions, ClientOptions } from "./client-options.ts";
import { lazily } from "./lazily.ts";
import type { PagedOperationName } from "./paging/types.ts";
import type { Pipeline } from "./pipeline.ts";
import type { CallOperation } from "./subjects/call-operation.ts";
import type { Subjects } from "./subjects/load-subject.ts";

/**
 * Creates a client. It opens nothing by itself and needs no closing.
 * @throws DingTalkError `invalid_request` for options that cannot work
 */
export function createClient(options: ClientOptions): Client {
  assertOptions(options);
  const hosts = {
    api: options.apiUrl ?? "https://api.dingtalk.com",
    oapi: options.oapiUrl ?? "https://oapi.dingtalk.com",
  };
  const pipeline = lazily<Pipeline>(async () => (await import("./pipeline.ts")).createPipeline(options, hosts));
  const call = pipeline.call as CallOperation;
  const batch = pipeline.batch as Client["batch"];
  const caller = { call, batch, hosts, options };

  function subject<Name extends keyof Subjects>(name: Name): Subjects[Name] {
    // What a subject is made of is known to those who ask for it by name.
    const load = async () => (await import("./subjects/load-subject.ts")).loadSubject(name, caller);
    return lazily<never>(load as () => Promise<never>);
  }
  async function* pages(name: PagedOperationName, input: object, callOptions?: CallOptions) {
    const { readPages } = await import("./paging/read-pages.ts");
    yield* readPages(pipeline.call, name, { ...input }, callOptions);
  }
  async function* entries(name: PagedOperationName, input: object, callOptions?: CallOptions) {
    for await (const page of pages(name, input, callOptions)) yield* page.entries;
  }
  return {
    call,
    batch,
    pages: pages as Client["pages"],
    entries: entries as Client["entries"],
    request: pipeline.request,
    describe: pipeline.describe,
    accessToken: pipeline.accessToken,
    users: subject("users"),
    departments: subject("departments"),
    robot: subject("robot"),
    cards: subject("cards"),
    workflow: subject("workflow"),
    media: subject("media"),
    todos: subject("todos"),
  };
}
