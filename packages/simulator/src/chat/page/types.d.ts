export type {
  PageChat,
  PageEvents,
  PageMessage,
  PagePath,
  PagePerson,
  PageRobot,
  PageState,
  SendReceipt,
  SendRequest,
} from "../types.ts";
