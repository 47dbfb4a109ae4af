export {
  createEventCallback,
  type EncryptedAnswer,
  type EventCallback,
  type EventCallbackOptions,
  type EventQuery,
} from "./event-callback.ts";
export { isSignedByDingTalk, type SignedRequest, signTimestamp } from "./robot-signature.ts";
