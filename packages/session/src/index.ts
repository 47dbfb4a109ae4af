export { type Account, type Accounts, createAccounts, type Trace } from "./accounting/account.ts";
export { type ApiQuotaOptions, createApiQuota, type QuotaTenant, type TenantQuota } from "./accounting/api-quota.ts";
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
} from "./accounting/usage.ts";
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
} from "./mailboxes/inbox.ts";
export {
  createOutbox,
  type Delivery,
  type Outbox,
  type OutboxOptions,
  type Outcome,
  type Take,
} from "./mailboxes/outbox.ts";
export {
  MARKDOWN_BYTES,
  outTrackIdOfPart,
  type ReplyBody,
  type ReplyContent,
  type ReplyRoute,
} from "./mailboxes/reply.ts";
export { createMemory, FACT_CHARACTERS, type Memory } from "./memory/memory.ts";
export { createMemoryDirectory, type MemoryDirectory } from "./memory/memory-directory.ts";
export { type Announcement, type Announcements, createAnnouncements } from "./operator/announcements.ts";
export {
  createDeadLetters,
  type DeadLetter,
  type DeadLetters,
  type DeadLettersOptions,
  type UnreadablePush,
} from "./operator/dead-letters.ts";
export {
  createSessionOperator,
  type ListSessionsOptions,
  type OperatorResult,
  type SessionDetails,
  type SessionList,
  type SessionOperator,
  type SessionSummary,
} from "./operator/operate.ts";
export { checkLayout, claimLayout, NewerLayoutError, watchLayout } from "./redis/layout.ts";
export { type OpenRedisOptions, openRedis, type ServiceRedis } from "./redis/open-redis.ts";
export {
  type ConnectOptions,
  closeRedis,
  connectRedis,
  primariesOf,
  type RedisClient,
  type RedisLogger,
  redisReady,
} from "./redis/redis.ts";
export { checkRedisSafety } from "./redis/redis-safety.ts";
export { type StateWatch, type StateWatchOptions, watchState } from "./redis/state-watch.ts";
export { TooFewReplicasError } from "./scripts/replicated-script.ts";
export { type SessionKey, type SessionOf, sessionIdOf, tenantPrefix } from "./session-id.ts";
