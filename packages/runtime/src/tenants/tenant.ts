import type { TenantToolName } from "./tenant-tools.ts";

/** One DingTalk app with its robot, its model and its limits. Holds secrets: never log it as a whole. */
export interface Tenant {
  /** 1 to 64 letters, digits, `_` and `-`; part of every key in the store. */
  id: string;
  dingtalk: TenantDingTalk;
  /** `auto` sends a card when a template id is set, else markdown. */
  replyMode: ReplyMode;
  model: TenantModel;
  limits: TenantLimits;
  access: TenantAccess;
  /** Names of the tools with which the model may act in DingTalk; the worker knows which there are. */
  tools: TenantToolName[];
}

export type ReplyMode = "auto" | "markdown" | "card";

export interface TenantDingTalk {
  appKey: string;
  appSecret: string;
  robotCode: string;
  cardTemplateId?: string;
  /** How pushes come: over a Stream connection, by HTTP to a port of ours, or both ways at once. */
  transport: "stream" | "callback" | "both";
  /** Signs and encrypts events that come by HTTP; without it only messages to the robot do. */
  callback?: TenantCallback;
}

/** From the event page of the developer console. */
export interface TenantCallback {
  token: string;
  /** 43 characters. */
  aesKey: string;
}

/** One model at one provider. */
export interface ModelSettings {
  /** With its `/v1`, without a slash at the end; OpenAI's own when absent. */
  baseUrl?: string;
  /** The word `none` where the provider wants no key. */
  apiKey: string;
  name: string;
  /** How long a whole reply may take. */
  timeoutMs: number;
  /** Whether the model understands images. */
  images: boolean;
  /** How much of a conversation is given to the model, in tokens. */
  maxContextTokens: number;
}

export interface TenantModel extends ModelSettings {
  /** What the model is told before every conversation. */
  systemPrompt: string;
  /** Models to ask, in this order, when the one before cannot answer. */
  fallback: ModelSettings[];
}

export interface TenantLimits {
  /** Messages to DingTalk per second. */
  sendPerSecond: number;
  /** Calls of DingTalk's API per calendar month; no limit when absent. */
  apiCallsPerMonth?: number;
  /** Tokens of the model per day; no limit when absent. */
  tokensPerDay?: number;
  /** Turns that run at the same time in all workers together; no limit when absent. */
  concurrentTurns?: number;
  /** A send whose outcome is unknown is sent once more, marked, or held for an operator. */
  unknownOutcome: "resend" | "hold";
}

/** Ids as DingTalk gives them; `*` stands for everyone. */
export interface TenantAccess {
  users: string[];
  groups: string[];
  admins: string[];
}
