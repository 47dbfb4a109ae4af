import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallbackOptions, Callbacks } from "../callbacks/callbacks.ts";
import type { Faults } from "../faults/faults.ts";
import type { ClickOptions, ClickResult } from "../gateway/click.ts";
import type { Connection } from "../gateway/connection.ts";
import type { PushOutcome } from "../gateway/gateway.ts";
import type { StreamOptions } from "../gateway/options.ts";
import type { Said, SayOptions } from "../gateway/say.ts";
import type { Model, ModelOptions } from "../model/model.ts";
import type { CardOptions } from "../openapi/cards/cards.ts";
import type { Permissions } from "../openapi/checks/permissions.ts";
import type { Media } from "../openapi/media/media.ts";
import type { PagingOptions } from "../openapi/paging/paging-options.ts";
import type { CustomRobots } from "../openapi/robot/custom-robots.ts";
import type { Dings } from "../openapi/robot/dings.ts";
import type { PersonChats } from "../openapi/robot/person-chats.ts";
import type { Sessions } from "../openapi/robot/sessions.ts";
import type { AuthCodes } from "../openapi/tokens/auth-codes.ts";
import type { Tokens } from "../openapi/tokens/tokens.ts";
import type { RecordOptions, SimulatorRecord } from "../record/record.ts";
import type { Approvals } from "../world/approval/approvals.ts";
import type { ApprovalForm } from "../world/approval/form.ts";
import type { Clock } from "../world/clock.ts";
import type { Organization } from "../world/organization/organization.ts";
import type { OrganizationOptions } from "../world/organization/types.ts";
import type { Todos } from "../world/todo/todos.ts";
import type { Trace } from "../world/tracer.ts";
import type { MessagePath } from "../world/types.ts";
import type { World, WorldOptions } from "../world/world.ts";

export interface SimulatorOptions {
  /** Ports on 127.0.0.1; 0, the default, picks free ones. */
  readonly ports?: { readonly api?: number; readonly oapi?: number; readonly control?: number };
  /** What the hosts are called in answers and pushes, where others stand before them. Default: their addresses. */
  readonly publicUrls?: PublicUrls;
  /** Who and what exists. Default: {@link defaultWorld}. */
  readonly world?: Omit<WorldOptions, "now">;
  /** Departments and people of the address book. Default: `defaultOrganization()`, or only the world's own people. */
  readonly organization?: OrganizationOptions;
  /** Approval forms. Default: `defaultForms`. */
  readonly forms?: readonly ApprovalForm[];
  /** Decides which connection gets a push and when a probable fault strikes. Default: different every time. */
  readonly seed?: number;
  readonly stream?: StreamOptions;
  readonly callbacks?: CallbackOptions;
  readonly cards?: CardOptions;
  readonly paging?: PagingOptions;
  readonly model?: ModelOptions;
  readonly record?: RecordOptions;
  readonly limits?: LimitOptions;
  readonly marks?: MarkOptions;
  /** Serves the chat page at {@link Simulator.url}. Default false. */
  readonly chatPage?: boolean;
  /** What the services know about a message's way; its steps join those that the simulator sees. */
  readonly trace?: Trace;
}

export interface PublicUrls {
  readonly api: string;
  readonly oapi: string;
  /** Of the Stream connections: `ws://` or `wss://`. */
  readonly stream: string;
}

export interface LimitOptions {
  /** Calls of one app to one operation within a second. Default 20; 0 for no limit. */
  readonly callsPerSecond?: number;
  /** Calls of an organisation within a calendar month. Default 0: no limit. */
  readonly apiCallsPerMonth?: number;
  /** Robot messages and events, but those of the address book, within a calendar month; beyond it they lose their content. Default 0: no limit. */
  readonly streamMessagesPerMonth?: number;
  /** How many session webhooks are kept. Default 200 000. */
  readonly sessionsKept?: number;
}

/** Makes recognisable what the simulator makes up, so that it can be looked for where it must not be. */
export interface MarkOptions {
  /** Begins every access token, ticket and session id. Default: nothing. */
  readonly secret?: string;
  /** Begins every text that the model answers. Default: nothing. */
  readonly answer?: string;
}

/** A push with data of one's own making. */
export interface RawPush {
  readonly appKey: string;
  /** Default: the topic of robot messages. */
  readonly topic?: string;
  /** A JSON document as text. */
  readonly data: string;
  readonly msgId?: string;
}

export interface EventPush {
  readonly appKey: string;
  /** Such as `bpms_task_change`. */
  readonly eventType: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly eventId: string;
}

/** Handles a request of the control listener that nothing else takes; true when it did. */
export type Attachment = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A DingTalk and a model on localhost. */
export interface Simulator {
  /** The control listener: chat page, model, administration. */
  readonly url: string;
  /** Stands for `https://api.dingtalk.com`. */
  readonly apiUrl: string;
  /** Stands for `https://oapi.dingtalk.com`. */
  readonly oapiUrl: string;
  /** Base URL for OpenAI clients, with `/v1`. */
  readonly modelUrl: string;
  readonly world: World;
  /** The address book. */
  readonly organization: Organization;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly record: SimulatorRecord;
  /** Apps that take pushes by HTTP. */
  readonly callbacks: Callbacks;
  readonly model: Model;
  readonly tokens: Tokens;
  /** Codes of logins. */
  readonly authCodes: AuthCodes;
  readonly sessions: Sessions;
  readonly permissions: Permissions;
  readonly customRobots: CustomRobots;
  readonly media: Media;
  /** Conversations of two people with a cool app. */
  readonly personChats: PersonChats;
  readonly dings: Dings;
  readonly todos: Todos;
  readonly approvals: Approvals;
  /** The seed in use, to repeat a run. */
  readonly seed: number;
  /** A person says something; it is shown in the chat and pushed. */
  say(options: SayOptions): Said;
  /** Pushes ready-made data without showing anything; the quick way for measurements. */
  push(push: RawPush): PushOutcome;
  pushEvent(event: EventPush): PushOutcome;
  clickCard(options: ClickOptions): Promise<ClickResult>;
  /** Stream connections that are open or about to be closed. */
  connections(appKey?: string): Connection[];
  /** Pushes that wait for their answer. */
  waitingPushes(): number;
  /** The way of a message, as far as simulator and services know it. */
  path(msgId: string): Promise<MessagePath | undefined>;
  /** Serves further pages from the control listener, such as the chat page. */
  attach(handler: Attachment): void;
  close(): Promise<void>;
}
