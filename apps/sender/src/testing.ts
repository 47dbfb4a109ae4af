/** Builders for this app's tests. */
import { loadTenants, type Tenant } from "@dt/runtime";
import type { Delivery, ReplyBody, ReplyContent } from "@dt/session";

export const markdown: ReplyBody = { kind: "markdown", title: "Reply", text: "Hi" };

export const card: Extract<ReplyBody, { kind: "card" }> = {
  kind: "card",
  title: "Reply",
  text: "Hi",
  templateId: "template.schema",
  outTrackId: "dt-1",
  open: false,
};

/** The only part of a reply to a person of the organisation, in a private chat, on its first attempt. */
export function makeDelivery(
  overrides: Partial<Delivery<ReplyContent>> = {},
  content: Partial<ReplyContent> = {},
): Delivery<ReplyContent> {
  return {
    tenantId: "acme",
    sessionId: "dingtalk_private_u1",
    fence: 1,
    attempts: 1,
    unknownOutcomes: 0,
    failedAt: undefined,
    part: {
      id: "dingtalk_private_u1#1/1",
      turnId: "dingtalk_private_u1#1",
      messages: 1,
      messageIds: ["m1"],
      outcome: "answered",
      content: {
        route: {
          conversation: { id: "cid-private", type: "private" },
          userId: "u1",
          webhook: {
            url: "https://oapi.dingtalk.com/robot/sendBySession?session=s",
            expiresAt: Date.now() + 3_600_000,
          },
        },
        body: markdown,
        mention: false,
        ...content,
      },
    },
    ...overrides,
  };
}

/** A tenant as the environment describes one, with these limits besides its defaults. */
export function makeTenant(limits: Partial<Tenant["limits"]> = {}): Tenant {
  const settings = { DINGTALK_APP_KEY: "dingacme", DINGTALK_APP_SECRET: "secret", OPENAI_API_KEY: "key" };
  const [tenant] = loadTenants(settings, {});
  if (tenant === undefined) throw new Error("the settings describe no tenant");
  return { ...tenant, id: "acme", limits: { ...tenant.limits, ...limits } };
}
