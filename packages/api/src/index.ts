export { type CallQuota, keepToQuota } from "./calls/quota.ts";
export { createClient } from "./client/create-client.ts";
export { createAiCard } from "./client/subjects/create-ai-card.ts";
export { DingTalkError } from "./errors/dingtalk-error.ts";
export { mask, maskText } from "./logging/masking.ts";
export { countsInQuota, operationNames, operations } from "./operations/index.ts";
export { inputSchema } from "./requests/input-schema.ts";
export type * from "./types.ts";
