import type {
  CallOptions,
  Client,
  Credentials,
  Method,
  OperationName,
  Page,
  PagedOperationName,
  PathRequest,
} from "@dt/api";
import { CliError, invalidArguments } from "../cli-error.ts";
import type { Need } from "../credentials/app.ts";
import { appCredentials, isThirdParty } from "../credentials/app-credentials.ts";
import type { Settings } from "../credentials/settings.ts";
import { type Fields, textAt } from "../fields.ts";
import { DryRunEnd } from "./dry-run.ts";
import type { ShownRequest } from "./mask-request.ts";
import { interrupted as interruptedError } from "./to-cli-error.ts";

/** DingTalk as commands use it. In a dry run nothing is sent: requests are shown instead. */
export interface DingTalk {
  readonly dryRun: boolean;
  /** Calls an operation by name. A dry run ends here. @throws DingTalkError, CliError */
  call(operation: OperationName, input: Fields, options?: CallOptions): Promise<Fields>;
  /** Calls any path, declared or not. A dry run ends here. @throws DingTalkError, CliError */
  request(method: Method, path: string, request: PathRequest): Promise<Fields>;
  /** Reads a list page by page, each page when it is asked for. Not for dry runs. */
  pages(operation: PagedOperationName, input: Fields): AsyncIterable<Page<unknown>>;
  /** Calls an operation whose answer another request needs. A dry run goes on with the stand-in. */
  lookUp(operation: OperationName, input: Fields, standIn: Fields): Promise<Fields>;
  /** The request as it may be shown; opens no connection. @throws DingTalkError for wrong input */
  show(operation: OperationName, input: Fields): Promise<ShownRequest>;
  /** A valid access token of the app. */
  accessToken(): Promise<string>;
  /** The robot that messages come from. */
  robotCode(): Promise<string>;
  /** The person who uses dt. */
  myUserId(): Promise<string>;
  myUnionId(): Promise<string>;
  unionIdOf(userId: string): Promise<string>;
}

export interface DingTalkOptions {
  readonly dryRun: boolean;
  readonly settings: () => Promise<Settings>;
  /** Settings with what is needed, asked for where that is possible. */
  readonly complete: (needs: readonly Need[]) => Promise<Settings>;
  readonly connect: (settings: Settings, credentials: Credentials) => Promise<Client>;
  readonly interrupted: AbortSignal;
}

/** Stand-ins of a dry run for what is not configured or would have to be looked up. */
const standIns = { robotCode: "ROBOT_CODE", userId: "MY_USER_ID", unionId: "MY_UNIONID" } as const;

interface CallsByName {
  call(operation: string, input: Fields, options?: CallOptions): Promise<Fields>;
  pages(operation: string, input: Fields, options?: CallOptions): AsyncIterable<Page<unknown>>;
}

export function createDingTalk(options: DingTalkOptions): DingTalk {
  const { dryRun, interrupted } = options;
  const recorded: ShownRequest[] = [];
  const unionIds = new Map<string, Promise<string>>();
  let connected: Promise<Client> | undefined;

  async function connect(): Promise<Client> {
    const settings = await options.complete(["app"]);
    return options.connect(settings, appCredentials(settings));
  }
  const client = (): Promise<Client> => (connected ??= connect());

  async function connectPerson(): Promise<Client> {
    const { personCredentials } = await import("../login/person.ts");
    const settings = await options.complete(["app"]);
    return options.connect(settings, personCredentials(settings));
  }

  async function clientFor(operation: OperationName): Promise<CallsByName> {
    const { operations } = await import("@dt/api");
    const { tokenKind } = operations[operation];
    if (tokenKind === "app") return client();
    if (tokenKind === "user") return connectPerson();
    // Webhooks and logins carry their own right; nobody should have to set up an app for them.
    return options.connect(await options.settings(), { appKey: "none", appSecret: "none" });
  }

  async function send(operation: OperationName, input: Fields, callOptions: CallOptions = {}): Promise<Fields> {
    const caller = await clientFor(operation);
    return caller
      .call(operation, input, { signal: interrupted, ...callOptions })
      .catch((error: unknown) => explain(error, input));
  }

  async function* pages(operation: PagedOperationName, input: Fields): AsyncGenerator<Page<unknown>> {
    const caller = await clientFor(operation);
    try {
      yield* caller.pages(operation, input, { signal: interrupted });
    } catch (error) {
      await explain(error, input);
    }
  }

  async function explain(error: unknown, input: Fields): Promise<never> {
    const { explainUnknownPerson } = await import("./unknown-person.ts");
    const caller = await clientFor("getUserIdByUnionId");
    throw await explainUnknownPerson(error, input, (name, fields) => caller.call(name, fields, { maxAttempts: 1 }));
  }

  async function show(operation: OperationName, input: Fields): Promise<ShownRequest> {
    const [{ operations }, { buildRequest }, { showRequest }] = await Promise.all([
      import("@dt/api"),
      import("@dt/api/requests"),
      import("./mask-request.ts"),
    ]);
    return showRequest(buildRequest(operations[operation], input, hostsOf(await options.settings())));
  }

  async function showPath(method: Method, path: string, request: PathRequest): Promise<ShownRequest> {
    const [{ buildPathRequest }, { showRequest }] = await Promise.all([
      import("@dt/api/requests"),
      import("./mask-request.ts"),
    ]);
    return showRequest(buildPathRequest(method, path, request, hostsOf(await options.settings())));
  }

  async function setting(key: string, need: Need, standIn: string): Promise<string> {
    const found = (await options.settings()).get(key);
    if (found !== undefined) return found;
    if (dryRun) return standIn;
    return (await options.complete([need])).get(key) ?? standIn;
  }

  async function lookUpUnionId(userId: string): Promise<string> {
    const answer = await dingtalk.lookUp(
      "getUser",
      { userid: userId },
      { result: { unionid: `UNIONID_OF_${userId}` } },
    );
    const unionId = textAt(answer, "result.unionid");
    if (unionId !== undefined) return unionId;
    throw new CliError("NOT_FOUND", `DingTalk answered without the unionId of ${userId}.`, { operation: "getUser" });
  }

  const dingtalk: DingTalk = {
    dryRun,
    show,
    pages,
    async call(operation, input, callOptions) {
      if (!dryRun) return send(operation, input, callOptions);
      throw new DryRunEnd([...recorded, await show(operation, input)]);
    },
    async lookUp(operation, input, standIn) {
      if (!dryRun) return send(operation, input);
      recorded.push(await show(operation, input));
      return standIn;
    },
    async request(method, path, request) {
      if (dryRun) throw new DryRunEnd([...recorded, await showPath(method, path, request)]);
      return (await client()).request(method, path, { signal: interrupted, ...request });
    },
    accessToken: async () => unlessInterrupted((await client()).accessToken(), interrupted),
    async robotCode() {
      const settings = await options.settings();
      if (isThirdParty(settings)) return setting("DINGTALK_ROBOT_CODE", "robot", standIns.robotCode);
      return settings.get("DINGTALK_ROBOT_CODE") ?? setting("DINGTALK_APP_KEY", "app", standIns.robotCode);
    },
    myUserId: () => setting("DINGTALK_MY_USER_ID", "person", standIns.userId),
    async myUnionId() {
      const known = (await options.settings()).get("DINGTALK_MY_OPERATOR_ID");
      if (known !== undefined) return known;
      if (dryRun && (await options.settings()).get("DINGTALK_MY_USER_ID") === undefined) return standIns.unionId;
      const unionId = await dingtalk.unionIdOf(await dingtalk.myUserId());
      if (!dryRun) await rememberOperator(await options.settings(), unionId);
      return unionId;
    },
    unionIdOf(userId) {
      const known = unionIds.get(userId) ?? lookUpUnionId(userId);
      unionIds.set(userId, known);
      return known;
    },
  };
  return dingtalk;
}

/** What a call answers that takes no signal. @throws CliError at Ctrl-C */
function unlessInterrupted<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(interruptedError());
    signal.addEventListener("abort", giveUp);
    if (signal.aborted) giveUp();
    void call.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}

/** The two hosts in use. @throws CliError for what is no address */
export function hostsOf(settings: Settings): { readonly api: string; readonly oapi: string } {
  const read = (name: string, standard: string): string => {
    const address = settings.get(name) ?? standard;
    if (/^https?:$/.test(URL.parse(address)?.protocol ?? "")) return address;
    throw invalidArguments(`${name} must be a web address such as ${standard}.`);
  };
  return {
    api: read("DINGTALK_API_URL", "https://api.dingtalk.com"),
    oapi: read("DINGTALK_OAPI_URL", "https://oapi.dingtalk.com"),
  };
}

/** Only where the file is about the same app and person; a file that cannot be written costs a call next time. */
async function rememberOperator(settings: Settings, unionId: string): Promise<void> {
  const stored = await settings.file.read().catch(() => undefined);
  if (!settings.fileIsOurs || stored === undefined) return;
  if (stored.get("DINGTALK_MY_USER_ID") !== settings.get("DINGTALK_MY_USER_ID")) return;
  await settings.file.change({ DINGTALK_MY_OPERATOR_ID: unionId }).catch(() => undefined);
}
