import { createCipheriv, createDecipheriv, createHash, randomBytes, randomInt } from "node:crypto";
import { DingTalkError } from "../errors/dingtalk-error.ts";
import { isSameText } from "./robot-signature.ts";

/** From the app's event page in the developer console. */
export interface EventCallbackOptions {
  /** Signs the pushes. */
  readonly token: string;
  /** 43 characters. */
  readonly encodingAesKey: string;
  /** App key of an internal app, suite key of an app from the store. */
  readonly ownerKey: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Query of a push. */
export interface EventQuery {
  readonly timestamp: string | undefined;
  readonly nonce: string | undefined;
  /** `signature` or `msg_signature`. */
  readonly signature: string | undefined;
}

/** Answer to a push, as the body to send. */
export interface EncryptedAnswer {
  readonly msg_signature: string;
  readonly encrypt: string;
  readonly timeStamp: string;
  readonly nonce: string;
}

/** Reads and answers events that come by HTTP. */
export interface EventCallback {
  /**
   * The event as text, JSON as a rule.
   * @throws DingTalkError `unauthorized` for a wrong or stale signature, `invalid_request` for a body that cannot be read
   */
  decrypt(query: EventQuery, encrypted: string): string;
  /** What DingTalk expects as answer; without it the event is pushed again. */
  encrypt(text?: string): EncryptedAnswer;
}

/** Pushes older than this may be repetitions by somebody else. */
const validMs = 3_600_000;
const blockBytes = 32;

/** @throws DingTalkError `invalid_request` when the key has not 43 characters */
export function createEventCallback({
  token,
  encodingAesKey,
  ownerKey,
  now = Date.now,
}: EventCallbackOptions): EventCallback {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  if (encodingAesKey.length !== 43 || key.length !== 32) throw wrong("encodingAesKey must have 43 characters");
  const vector = key.subarray(0, 16);

  function sign(timestamp: string, nonce: string, encrypted: string): string {
    return createHash("sha1").update([token, timestamp, nonce, encrypted].toSorted().join("")).digest("hex");
  }

  function open(encrypted: string): Buffer {
    const decipher = createDecipheriv("aes-256-cbc", key, vector).setAutoPadding(false);
    try {
      return Buffer.concat([decipher.update(encrypted, "base64"), decipher.final()]);
    } catch {
      throw wrong("the body is not whole");
    }
  }

  return {
    decrypt({ timestamp, nonce, signature }, encrypted) {
      if (timestamp === undefined || nonce === undefined || signature === undefined) throw refused("has no signature");
      if (!(Math.abs(now() - Number(timestamp)) <= validMs)) throw refused("is older than an hour");
      if (!isSameText(signature, sign(timestamp, nonce, encrypted))) throw refused("has a wrong signature");
      return readPlain(open(encrypted), ownerKey);
    },
    encrypt(text = "success") {
      const cipher = createCipheriv("aes-256-cbc", key, vector).setAutoPadding(false);
      const encrypt = Buffer.concat([cipher.update(writePlain(text, ownerKey)), cipher.final()]).toString("base64");
      const [timeStamp, nonce] = [String(now()), String(randomInt(1e9))];
      return { msg_signature: sign(timeStamp, nonce, encrypt), encrypt, timeStamp, nonce };
    },
  };
}

/** 16 random bytes, the length of the text in four, the text, the owner; filled up as in PKCS #7 with 32-byte blocks. */
function writePlain(text: string, ownerKey: string): Buffer {
  const body = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([randomBytes(16), length, body, Buffer.from(ownerKey)]);
  const padding = blockBytes - (plain.length % blockBytes);
  return Buffer.concat([plain, Buffer.alloc(padding, padding)]);
}

function readPlain(padded: Buffer, ownerKey: string): string {
  const padding = padded.at(-1) ?? 0;
  const plain = padded.subarray(0, padded.length - padding);
  const end = plain.length < 20 ? -1 : 20 + plain.readUInt32BE(16);
  if (padding < 1 || padding > blockBytes || end < 20 || end > plain.length)
    throw wrong("the body cannot be decrypted; compare encodingAesKey with the developer console");
  if (plain.subarray(end).toString() !== ownerKey) throw refused("belongs to another app");
  return plain.subarray(20, end).toString();
}

function wrong(what: string): DingTalkError {
  return new DingTalkError(`Event callback: ${what}.`, { code: "invalid_request" });
}

function refused(what: string): DingTalkError {
  return new DingTalkError(`Event callback refused: the push ${what}.`, { code: "unauthorized" });
}
