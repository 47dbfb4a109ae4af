// Everything that is only a type; the entry loads nothing for it.

export type { ApiRequest, Call, Step } from "./calls/call.ts";
export type { LimitedCall, Limiter } from "./calls/limiter.ts";
export type { CallReport } from "./calls/steps/with-report.ts";
export type {
  BatchEntry,
  BatchFailure,
  BatchInput,
  BatchOperationName,
  BatchResult,
  BatchResultFor,
} from "./client/batches/types.ts";
export type { Client } from "./client/client.ts";
export type { CallOptions, ClientOptions } from "./client/client-options.ts";
export type { Download, DownloadOptions } from "./client/media/download.ts";
export type { EntryFor, Page, PagedInput, PagedOperationName } from "./client/paging/types.ts";
export type { AiCard, AiCardTarget } from "./client/subjects/ai-card.ts";
export type { CardDelivery, CardFrame, Cards } from "./client/subjects/cards.ts";
export type { Department, Departments, SubDepartment } from "./client/subjects/departments.ts";
export type { Media, UploadInput } from "./client/subjects/media.ts";
export type { GroupRobot, Recalled, Robot, SendToGroup, SendToUsers, SentToUsers } from "./client/subjects/robot.ts";
export type { WebhookMessage } from "./client/subjects/send-webhook.ts";
export type { Todos } from "./client/subjects/todos.ts";
export type { User, Users } from "./client/subjects/users.ts";
export type { ApprovalInstance, Workflow } from "./client/subjects/workflow.ts";
export type { DingTalkErrorCode, DingTalkErrorDetails, Outcome } from "./errors/error-details.ts";
export type { Logger } from "./logging/logger.ts";
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
export type { Hosts, RequestParts } from "./requests/build-request.ts";
export type { Method, PathRequest } from "./requests/path-request.ts";
export type { InputOf, ResultOf, Schema } from "./schema.ts";
export type { Clock } from "./time/clock.ts";
export type {
  Credentials,
  InternalAppCredentials,
  ThirdPartyAppCredentials,
  UserCredentials,
  UserGrant,
} from "./tokens/credentials.ts";
export type { CachedToken, TokenCache } from "./tokens/token-cache.ts";
export type { Fetch } from "./transport/fetch-exchange.ts";
