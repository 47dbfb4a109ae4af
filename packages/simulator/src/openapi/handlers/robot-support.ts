import type { App } from "../../world/types.ts";
import type { Call } from "../call.ts";
import { pageOf } from "../paging/paging.ts";
import { refuse } from "../refusal.ts";
import { type MessageContent, readTemplate } from "../robot/message-content.ts";
import type { Send } from "../robot/sends.ts";

const longestParam = 15_000;
/** Readers on one page. */
const mostReaders = 200;
const recallWindowMs = 24 * 3_600_000;

/** Codes for malformed sends and recalls. */
export const sendRefusals = {
  "userIds:minItems": "invalidParameter.userIds.empty",
  "msgParam:maxBytes": "invalidParameter.msgParam.tooLong",
  "userIds:maxItems": "invalidParameter.userIds.overMax",
  "processQueryKeys:maxItems": "invalidParameter.processQueryKeys.overMax",
  "processQueryKeys:minItems": "invalidParameter.processQueryKey.missing",
  "*": "invalidParameter.param.invalid",
};

/** The app behind `robotCode`. Throws the given code where that is another app than the token's, or no robot at all. */
export function robotOf(
  call: Call<unknown>,
  robotCode: string,
  codeForOthers: string,
  codeForUnknown = "invalidParameter.robotCode.notExsit",
): App {
  const app = call.app();
  if (robotCode === app.robotCode) return app;
  if (robotCode === "") throw refuse(400, "invalidParameter.robotCode.empty", "robotCode is empty");
  const isKnown = call.platform.world.apps.some((other) => other.robotCode === robotCode);
  if (isKnown) throw refuse(400, codeForOthers, "the token belongs to another app than the robot");
  throw refuse(400, codeForUnknown, "robotCode does not exist");
}

export function contentOf(msgKey: string, msgParam: string): MessageContent {
  if (msgKey === "") throw refuse(400, "invalidParameter.msgKey.empty", "msgKey is empty");
  if (Buffer.byteLength(msgParam) > longestParam) {
    throw refuse(400, "invalidParameter.msgParam.tooLong", `msgParam is longer than ${longestParam} bytes`);
  }
  const content = readTemplate(msgKey, msgParam);
  if ("code" in content) throw refuse(400, content.code, content.message);
  return content;
}

/** Robots reach members of the organisation only, and only by staff id. */
export function isEmployee(call: Call<unknown>, userId: string): boolean {
  return call.platform.organization.employee(userId) !== undefined;
}

/** The group of a message that was sent. What is wrong with it only sends tell: see {@link checkGroup}. */
export function findGroup(
  call: Call<unknown>,
  app: App,
  openConversationId: string,
): { readonly members: readonly string[] } {
  const group = call.platform.world.group(openConversationId);
  const isReachable = group?.robots.includes(app.appKey) && !group.disbanded;
  if (!group || !isReachable) throw refuse(400, "invalid.openConversationId", "openConversationId is unknown");
  return group;
}

/** Refuses a send to a group that does not exist or does not take it. */
export function checkGroup(call: Call<unknown>, app: App, openConversationId: string): void {
  const group = call.platform.world.group(openConversationId);
  if (!group) throw refuse(400, "invalid.openConversationId", "openConversationId is unknown");
  if (group.disbanded) throw refuse(400, "group.disbanded", "the group was disbanded");
  if (!group.robots.includes(app.appKey)) throw refuse(400, "resource.unavailable", "the robot is not in the group");
}

export function sendOf(call: Call<unknown>, app: App, processQueryKey: string): Send {
  const send = call.platform.sends.find(app.appKey, processQueryKey);
  if (!send) throw refuse(400, "invalid.processQueryKey", "processQueryKey is unknown");
  if (send.at < call.platform.clock.now() - recallWindowMs) {
    throw refuse(400, "processQueryKey.expireTime", "processQueryKey is older than 24 hours");
  }
  return send;
}

export function recall(
  call: Call<unknown>,
  app: App,
  processQueryKeys: readonly string[],
  openConversationId: string | undefined,
): { successResult: string[]; failedResult: Record<string, string> } {
  const successResult: string[] = [];
  const failedResult: Record<string, string> = {};
  for (const key of processQueryKeys) {
    const send = call.platform.sends.find(app.appKey, key);
    if (!send || send.openConversationId !== openConversationId) failedResult[key] = "invalid.processQueryKey";
    else if (send.at < call.platform.clock.now() - recallWindowMs) failedResult[key] = "robot.processQueryKey.expired";
    else {
      send.recalled = true;
      for (const messageId of send.messages.values()) call.platform.world.change(messageId, { recalled: true });
      successResult.push(key);
    }
  }
  return { successResult, failedResult };
}

interface ReadersInput {
  readonly nextToken?: string;
  readonly maxResults?: number;
}

/** A page of those who read a message of a conversation: everybody in it. */
export function readersOf(
  call: Call<ReadersInput>,
  send: Send,
  members: readonly string[],
): { sendStatus: string; hasMore: boolean; readUserIds: string[]; nextToken?: string } {
  const { nextToken = "0", maxResults = mostReaders } = call.input;
  if (!/^\d+$/.test(nextToken)) throw refuse(400, "invalidParameter.cursor.invalid", "nextToken is invalid");
  const { items, next } = pageOf(members, Number(nextToken), maxResults);
  const sendStatus = send.recalled ? "RECALLED" : "SUCCESS";
  return {
    sendStatus,
    readUserIds: items,
    hasMore: next !== undefined,
    ...(next !== undefined && { nextToken: String(next) }),
  };
}
