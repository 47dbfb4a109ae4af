/** Decides what a turn does with the messages that wait. */
import type { RobotMessage } from "@dt/api";
import type { Tenant } from "@dt/runtime";
import type { StoredMessage } from "@dt/session";

export type Message = StoredMessage<RobotMessage>;

export const commands = ["/new", "/restore", "/stop", "/memory", "/forget", "/usage", "/help"] as const;
export type Command = (typeof commands)[number];

/** `count` messages, from the head, are over when the turn commits. */
export type Plan =
  /** Everything up to the last /stop ends without an answer. */
  | { readonly kind: "stop"; readonly count: number }
  | { readonly kind: "command"; readonly count: 1; readonly command: Command | "unknown" }
  | { readonly kind: "refuse"; readonly count: 1; readonly reason: "notAllowed" | "quotaExceeded" | "nothingToRead" }
  | { readonly kind: "refuse"; readonly count: number; readonly reason: "tokensUsedUp" }
  | { readonly kind: "model"; readonly count: number };

export interface PlanOptions {
  readonly access: Tenant["access"];
  /** Answer only the first message. */
  readonly alone: boolean;
}

/** @throws RangeError when nothing waits */
export function planTurn(messages: readonly Message[], { access, alone }: PlanOptions): Plan {
  const lastStop = messages.findLastIndex((message) => commandOf(message) === "/stop");
  if (lastStop >= 0) return { kind: "stop", count: lastStop + 1 };
  const [head] = messages;
  if (head === undefined) throw new RangeError("a turn needs a message");
  const refusal = refusalOf(head, access);
  if (refusal !== undefined) return { kind: "refuse", count: 1, reason: refusal };
  const command = commandOf(head);
  if (command !== undefined) return { kind: "command", count: 1, command };
  if (alone) return { kind: "model", count: 1 };
  const end = messages.findIndex(
    (message) => commandOf(message) !== undefined || refusalOf(message, access) !== undefined,
  );
  return { kind: "model", count: end === -1 ? messages.length : end };
}

/** Names that stand for a command. `/stop` has none: the ingester has to know it too. */
const aliases: Readonly<Record<string, Command>> = { "/恢复": "/restore", "/用量": "/usage" };

/** Whether somebody may see what is about the tenant as a whole. Nobody outside the organisation may. */
export function isAdmin({ staffId }: RobotMessage["sender"], { admins }: Tenant["access"]): boolean {
  return staffId !== undefined && (admins.includes("*") || admins.includes(staffId));
}

/** A message that begins with "/" and a lower-case word is a command; a path such as "/usr/bin" is not. */
function commandOf({ content }: Message): Command | "unknown" | undefined {
  const text = content.text.trim();
  const word = aliases[text] ?? /^\/[a-z]+$/i.exec(text)?.[0].toLowerCase();
  if (word === undefined) return undefined;
  return commands.find((command) => command === word) ?? "unknown";
}

function refusalOf({ content }: Message, access: Tenant["access"]) {
  if (!mayUse(content, access)) return "notAllowed" as const;
  if (content.quotaExceeded) return "quotaExceeded" as const;
  if (!isReadable(content)) return "nothingToRead" as const;
  return undefined;
}

/** A voice message is read by its transcript, which is its text: without one there is nothing to answer. */
function isReadable({ text, attachments, quote }: RobotMessage): boolean {
  return text.trim() !== "" || quote !== undefined || attachments.some(({ kind }) => kind !== "audio");
}

function mayUse({ sender, conversation }: RobotMessage, access: Tenant["access"]): boolean {
  const { users, groups } = access;
  const userMay = users.includes("*") || users.includes(sender.staffId ?? sender.id) || isAdmin(sender, access);
  const placeMay = conversation.type === "private" || groups.includes("*") || groups.includes(conversation.id);
  return userMay && placeMay;
}
