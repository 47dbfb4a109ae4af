/** Builders and fakes for this app's tests. */
import type { RobotMessage } from "@dt/api";
import type { Model, ModelPart, ModelRequest } from "@dt/llm";
import { loadTenants, type Tenant } from "@dt/runtime";
import type { HistoryEntry, Turn } from "@dt/session";
import type { Message } from "./turn/plan.ts";
import type { Remembering } from "./turn/remembering.ts";

/** A message of a person of the organisation, in a private chat. */
export function makeMessage(overrides: Partial<RobotMessage> = {}): Message {
  const content: RobotMessage = {
    id: "m1",
    robotCode: "robot",
    conversation: { id: "cid-private", type: "private" },
    sender: { staffId: "u1", id: "$:s1", nick: "小明", isAdmin: false },
    sentAt: 1000,
    webhook: { url: "https://oapi.dingtalk.com/robot/sendBySession?session=s", expiresAt: 2000 },
    kind: "text",
    text: "你好",
    attachments: [],
    mentioned: false,
    quotaExceeded: false,
    ...overrides,
  };
  return { id: content.id, storedAt: content.sentAt, content };
}

export const group: RobotMessage["conversation"] = { id: "cid-group", type: "group", title: "Team" };

/** One message per text, from m1 on. */
export function makeMessages(...texts: readonly string[]): Message[] {
  return texts.map((text, index) => makeMessage({ id: `m${index + 1}`, text }));
}

export function makeTurn(overrides: Partial<Turn<RobotMessage>> = {}): Turn<RobotMessage> {
  const messages = overrides.messages ?? [makeMessage()];
  return {
    tenantId: "acme",
    sessionId: "dingtalk_private_u1",
    fence: 1,
    tries: 1,
    id: "dingtalk_private_u1#1",
    conversationEnded: false,
    waiting: messages.length,
    undelivered: 0,
    messages,
    history: [],
    memory: [],
    withoutCard: false,
    ...overrides,
  };
}

/** A tenant as the environment describes one, with everything else at its default. */
export function makeTenant(overrides: Partial<Tenant> = {}): Tenant {
  const settings = { DINGTALK_APP_KEY: "dingacme", DINGTALK_APP_SECRET: "secret", OPENAI_API_KEY: "key" };
  const [tenant] = loadTenants(settings, {});
  if (tenant === undefined) throw new Error("the settings describe no tenant");
  return { ...tenant, id: "acme", ...overrides };
}

/** The default tenant, with replies as cards. */
export function makeCardTenant(): Tenant {
  const tenant = makeTenant();
  return { ...tenant, dingtalk: { ...tenant.dingtalk, cardTemplateId: "template.schema" } };
}

export interface FakeModel extends Model {
  readonly requests: readonly ModelRequest[];
}

/** A model that gives one reply after the other: a text, parts, or a failure. The last one goes on for ever. */
export function fakeModel(...replies: readonly (string | readonly ModelPart[] | Error)[]): FakeModel {
  const requests: ModelRequest[] = [];
  return {
    name: "fake",
    requests,
    async *stream(request) {
      requests.push(request);
      const reply = replies[Math.min(requests.length, replies.length) - 1] ?? "";
      if (reply instanceof Error) throw reply;
      yield* typeof reply === "string" ? [saying(reply), finish] : reply;
    },
  };
}

const saying = (text: string): ModelPart => ({ type: "text-delta", text });
const finish: ModelPart = { type: "finish", reason: "stop" };

export interface FakeRemembering extends Remembering {
  /** The conversation that ended last. */
  ended: HistoryEntry[];
  readonly remembered: string[];
  /** How often the last conversation was kept. */
  kept: number;
}

export function fakeRemembering(...remembered: string[]): FakeRemembering {
  return {
    remembered,
    ended: [],
    kept: 0,
    facts: async () => [...remembered],
    remember: async (_session, fact) => void remembered.push(fact),
    async forget(_session, fact) {
      const index = remembered.indexOf(fact);
      if (index >= 0) remembered.splice(index, 1);
      return index >= 0;
    },
    forgetAll: async () => void remembered.splice(0),
    async endedConversation() {
      return this.ended;
    },
    async keepEndedConversation() {
      this.kept++;
    },
  };
}
