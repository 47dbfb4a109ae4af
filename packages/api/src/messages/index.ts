export {
  type ActionCardMessage,
  type LinkMessage,
  type Mentions,
  type OutgoingMessage,
  toTemplate,
  toWebhookBody,
  type VideoMessage,
} from "./outgoing-message.ts";
export { type ParseRobotMessageOptions, parseRobotMessage } from "./parse-robot-message.ts";
export type { Attachment, MessageQuote, RobotMessage, RobotMessageKind } from "./robot-message.ts";
export { type SplitMarkdownOptions, splitMarkdown } from "./split-markdown.ts";
