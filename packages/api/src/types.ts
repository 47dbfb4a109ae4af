// Everything that is only a type; the entry loads nothing for it.
export type {
  BatchEntry,
  BatchFailure,
  BatchInput,
  BatchOperationName,
  BatchResult,
  BatchResultFor,
} from "./batches/types.ts";
export type { Hosts, RequestParts } from "./build-request.ts";
export type { ApiRequest, Call, Clock, Step } from "./call.ts";
export type { Client } from "./client.ts";
export type { CallOptions, ClientOptions } from "./client-options.ts";
export type { DingTalkErrorCode, DingTalkErrorDetails, Outcome } from "./errors/error-details.ts";
export type { LimitedCall, Limiter } from "./limiter.ts";
export type { Logger } from "./logger.ts";
export type { Download, DownloadOptions } from "./media/download.ts";
export type { Mentions, OutgoingMessage } from "./messages/outgoing-message.ts";
export type { Attachment, MessageQuote, RobotMessage, RobotMessageKind } from "./messages/robot-message.ts";
export type {
  AppType,
  Batching,
  Effect,
  Host,
  Operation,
  OperationGroup,
  OperationInput,
  OperationResult,
  Paging,
} from "./operation.ts";
export type { CallInputFor, InputFor, OperationName, Operations, ResultFor } from "./operations/types.ts";
export type { EntryFor, Page, PagedInput, PagedOperationName } from "./paging/types.ts";
export type { Method, PathRequest } from "./path-request.ts";
export type { InputOf, ResultOf, Schema } from "./schema.ts";
export type { CallReport } from "./steps/with-report.ts";
export type { AiCard, AiCardTarget } from "./subjects/ai-card.ts";
export type { CardDelivery, CardFrame, Cards } from "./subjects/cards.ts";
export type { Department, Departments, SubDepartment } from "./subjects/departments.ts";
export type { Media, UploadInput } from "./subjects/media.ts";
export type { GroupRobot, Recalled, Robot, SendToGroup, SendToUsers, SentToUsers } from "./subjects/robot.ts";
export type { WebhookMessage } from "./subjects/send-webhook.ts";
export type { Todos } from "./subjects/todos.ts";
export type { User, Users } from "./subjects/users.ts";
export type { ApprovalInstance, Workflow } from "./subjects/workflow.ts";
export type {
  Credentials,
  InternalAppCredentials,
  ThirdPartyAppCredentials,
  UserCredentials,
  UserGrant,
} from "./tokens/credentials.ts";
export type { CachedToken, TokenCache } from "./tokens/token-cache.ts";
export type { Fetch } from "./transport/fetch-exchange.ts";
