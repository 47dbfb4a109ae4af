export { type Account, type Accounts, createAccounts, type Trace } from "./account.ts";
export { type Announcement, type Announcements, createAnnouncements } from "./announcements.ts";
export { type ApiQuotaOptions, createApiQuota, type QuotaTenant, type TenantQuota } from "./api-quota.ts";
export {
  createDeadLetters,
  type DeadLetter,
  type DeadLetters,
  type DeadLettersOptions,
  type UnreadablePush,
} from "./dead-letters.ts";
export {
  type Begin,
  type BeginOptions,
  type Commit,
  createInbox,
  type Due,
  type HistoryEntry,
  type Inbox,
  type InboxOptions,
  type NewMessage,
  type Part,
  type StoredMessage,
  type Turn,
  type TurnEnd,
} from "./inbox.ts";
export { checkLayout, claimLayout, LAYOUT, NewerLayoutError, watchLayout } from "./layout.ts";
export { createMemory, FACT_CHARACTERS, MEMORY_FACTS, type Memory } from "./memory.ts";
export { createMemoryDirectory, type MemoryDirectory } from "./memory-directory.ts";
export { type OpenRedisOptions, openRedis, type ServiceRedis } from "./open-redis.ts";
export {
  createSessionOperator,
  type ListSessionsOptions,
  type OperatorResult,
  type SessionDetails,
  type SessionList,
  type SessionOperator,
  type SessionSummary,
} from "./operate.ts";
export { createOutbox, type Delivery, type Outbox, type OutboxOptions, type Outcome, type Take } from "./outbox.ts";
export {
  type ConnectOptions,
  closeRedis,
  connectRedis,
  parseRedisUrl,
  primariesOf,
  type RedisClient,
  type RedisLogger,
  redisReady,
} from "./redis.ts";
export { checkRedisSafety } from "./redis-safety.ts";
export { TooFewReplicasError } from "./replicated-script.ts";
export { MARKDOWN_BYTES, outTrackIdOfPart, type ReplyBody, type ReplyContent, type ReplyRoute } from "./reply.ts";
export { type SessionKey, type SessionOf, sessionIdOf, tenantPrefix } from "./session-id.ts";
export { type StateWatch, type StateWatchOptions, watchState } from "./state-watch.ts";
export {
  countUsage,
  nextUsageDay,
  readUsage,
  USAGE_DAYS,
  type Usage,
  type UsageOfDay,
  type UsageOfMonth,
  type UsageReport,
  usageDay,
} from "./usage.ts";
