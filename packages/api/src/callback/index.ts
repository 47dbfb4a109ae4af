export {
  createEventCallback,
  type EncryptedAnswer,
  type EventCallback,
  type EventCallbackOptions,
  type EventQuery,
} from "./event-callback.ts";
export {
  type CallbackApp,
  type CallbackKind,
  type CallbackReceiver,
  type CallbackReceiverOptions,
  createCallbackReceiver,
} from "./receiver.ts";
export { isSignedByDingTalk, type SignedRequest, signTimestamp } from "./robot-signature.ts";
