import { z } from "zod";
import { httpUrl } from "../settings/setting-types.ts";
import { tenantToolNames } from "./tenant-tools.ts";

// What a tenants file may hold. Strict: a misspelt name is a problem and not a setting that has no effect.

const text = z
  .string({ error: (issue) => (issue.input === undefined ? "is missing" : "must be text: put it in quotes") })
  .min(1, "is empty: set it or leave it out");

const toolName = z.enum(tenantToolNames, `must be one of ${tenantToolNames.join(", ")}`);

const positive = z.int("must be a whole number").min(1, "must be at least 1");

const modelFields = {
  baseUrl: httpUrl().optional(),
  apiKey: text.optional(),
  name: text.optional(),
  timeoutMs: positive.max(3_600_000, "must be at most an hour (3600000)").optional(),
  images: z.boolean("must be true or false").optional(),
  maxContextTokens: z.int("must be a whole number").min(1_000, "must be at least 1000").optional(),
};

const fallbackSchema = z.strictObject({ ...modelFields, name: text });

const modelSchema = z.strictObject({
  ...modelFields,
  systemPrompt: text.optional(),
  fallback: z.array(fallbackSchema).optional(),
});

const limitsSchema = z.strictObject({
  sendPerSecond: z.number("must be a number").positive("must be more than 0").default(20),
  apiCallsPerMonth: positive.optional(),
  tokensPerDay: positive.optional(),
  concurrentTurns: positive.optional(),
  unknownOutcome: z.enum(["resend", "hold"], "must be resend or hold").default("resend"),
});

/** 43 characters of base64: 32 bytes without the `=` at the end. */
export const aesKeySchema = text.regex(/^[A-Za-z0-9+/]{43}$/, "must be the 43 letters and digits of the event page");

const transports = ["stream", "callback", "both"] as const;
const transportSchema = z.enum(transports, "must be stream, callback or both");

const accessSchema = z.strictObject({
  users: z.array(text).default(["*"]),
  groups: z.array(text).default(["*"]),
  admins: z.array(text).default([]),
});

/** Ids go into keys of the store and into labels of metrics. */
const tenantIdSchema = text.regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, _ or -");

export const tenantSchema = z.strictObject({
  id: tenantIdSchema,
  dingtalk: z.strictObject(
    {
      appKey: text,
      appSecret: text,
      robotCode: text.optional(),
      cardTemplateId: text.optional(),
      transport: transportSchema.default("stream"),
      callback: z.strictObject({ token: text, aesKey: aesKeySchema }).optional(),
    },
    { error: missingSection("appKey and appSecret") },
  ),
  replyMode: z.enum(["auto", "markdown", "card"], "must be auto, markdown or card").default("auto"),
  model: modelSchema.prefault({}),
  limits: limitsSchema.prefault({}),
  access: accessSchema.prefault({}),
  tools: z.array(toolName).default([]),
});

function missingSection(fields: string): (issue: z.core.$ZodRawIssue) => string | undefined {
  return (issue) => (issue.code === "invalid_type" ? `must be a section with ${fields}` : undefined);
}

/** A tenant as written, before defaults that depend on other fields. */
export type TenantDraft = z.output<typeof tenantSchema>;
export type ModelDraft = z.output<typeof modelSchema>;
export type FallbackDraft = z.output<typeof fallbackSchema>;
