export type { CallbackOptions, Callbacks, CallbackTarget } from "./callbacks/callbacks.ts";
export { type ChatHandler, type ChatServerOptions, createChatServer } from "./chat/server.ts";
export { type DocumentedErrorName, documentedErrors } from "./faults/documented.ts";
export type {
  ActiveFault,
  Fault,
  FaultEffect,
  FaultMatch,
  Faults,
  HandshakeEffect,
  JunkKind,
  PushEffect,
  RequestEffect,
} from "./faults/faults.ts";
export type { ClickOptions, ClickResult } from "./gateway/click.ts";
export type { Connection, ConnectionState } from "./gateway/connection.ts";
export { cardTopic, robotTopic } from "./gateway/frames.ts";
export type { PushOutcome } from "./gateway/gateway.ts";
export type { StreamOptions } from "./gateway/options.ts";
export type { PushedContent } from "./gateway/robot-message.ts";
export type { Said, SayOptions } from "./gateway/say.ts";
export type { Model, ModelOptions, Responder } from "./model/model.ts";
export type { ModelAnswer, ModelMessage, ModelRequest, ModelTool } from "./model/types.ts";
export type { CardOptions } from "./openapi/cards/cards.ts";
export { defaultSuiteTicket } from "./openapi/handlers/tokens.ts";
export type { MediaFile } from "./openapi/media/media.ts";
export type { PagingOptions } from "./openapi/paging/paging-options.ts";
export type { CustomRobot } from "./openapi/robot/custom-robots.ts";
export type { Ding, Dings } from "./openapi/robot/dings.ts";
export type { PersonChat, PersonChats } from "./openapi/robot/person-chats.ts";
export type { AuthCode, AuthCodes } from "./openapi/tokens/auth-codes.ts";
export type { TokenHolder, Tokens, UserTokens } from "./openapi/tokens/tokens.ts";
export type {
  AckEntry,
  ConnectionEntry,
  DeliveryEntry,
  DeliveryRoute,
  FrameEntry,
  PushEntry,
  RequestEntry,
} from "./record/entries.ts";
export type { RecordCounts, RecordOptions, SimulatorRecord } from "./record/record.ts";
export { createSimulator } from "./simulator/simulator.ts";
export type {
  Attachment,
  EventPush,
  LimitOptions,
  MarkOptions,
  RawPush,
  Simulator,
  SimulatorOptions,
} from "./simulator/types.ts";
export type { Approvals, NewInstance, OpenTask } from "./world/approval/approvals.ts";
export { defaultForms, defaultProcessCodes } from "./world/approval/default-forms.ts";
export type { ApprovalForm, Approvers, ComponentName, FormComponent, FormStep } from "./world/approval/form.ts";
export type { ApprovalInstance, ApprovalTask, OperationRecord } from "./world/approval/instance.ts";
export type { Clock, TimerHandle } from "./world/clock.ts";
export {
  defaultApp,
  defaultCardContentKey,
  defaultGroup,
  defaultPeople,
  defaultWorld,
  person,
} from "./world/default-world.ts";
export { defaultDepartmentIds, defaultOrganization } from "./world/organization/default-organization.ts";
export type { Organization } from "./world/organization/organization.ts";
export type {
  Department,
  Editions,
  Employee,
  FormerEmployee,
  LeaveReason,
  Membership,
  OrganizationOptions,
  Role,
} from "./world/organization/types.ts";
export type { Todo, Todos } from "./world/todo/todos.ts";
export type { Trace } from "./world/tracer.ts";
export type {
  Answered,
  App,
  AppKind,
  CardStatus,
  ChatCard,
  ChatMessage,
  Conversation,
  Group,
  MessagePath,
  MessageType,
  PathStep,
  PathStepName,
  Person,
  PrivateChat,
  Quote,
  Speaker,
} from "./world/types.ts";
export { World, type WorldEvents, type WorldOptions } from "./world/world.ts";
