export type {
  PageChat,
  PageEvents,
  PageMessage,
  PagePath,
  PagePerson,
  PageRobot,
  PageState,
  SendRequest,
} from "../chat-types.ts";
