export { createClient } from "./create-client.ts";
export { DingTalkError } from "./errors/dingtalk-error.ts";
export { inputSchema } from "./input-schema.ts";
export { mask, maskText } from "./masking.ts";
export { countsInQuota, operationNames, operations } from "./operations/index.ts";
export { type CallQuota, keepToQuota } from "./quota.ts";
export { createAiCard } from "./subjects/create-ai-card.ts";
export type * from "./types.ts";
