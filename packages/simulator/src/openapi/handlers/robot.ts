import { randomUUID } from "node:crypto";
import type { App } from "../../world.ts";
import type { Call, Handlers } from "../call.ts";
import { deliver } from "../deliver.ts";
import { type MessageContent, readTemplate } from "../message-content.ts";
import { refuse } from "../refusal.ts";
import type { Send } from "../sends.ts";

const longestParam = 15_000;
const recallWindowMs = 24 * 3_600_000;

const sendRefusals = {
  "userIds:minItems": "invalidParameter.userIds.empty",
  "userIds:maxItems": "invalidParameter.userIds.overMax",
  "processQueryKeys:maxItems": "invalidParameter.processQueryKeys.overMax",
  "processQueryKeys:minItems": "invalidParameter.processQueryKey.missing",
  "*": "invalidParameter.param.invalid",
};

export const robotHandlers = {
  robotSendOTO: {
    refusals: sendRefusals,
    run: (call) => {
      const { robotCode, userIds, msgKey, msgParam } = call.input;
      const app = robotOf(call, robotCode, "invalidParameter.robotCode.invalid");
      const content = contentOf(msgKey, msgParam);
      if (userIds.includes("")) throw refuse(400, "invalidParameter.userId.empty", "userIds holds an empty id");
      const known = new Set(userIds.filter((userId) => isEmployee(call, userId)));
      if (known.size === 0) throw refuse(400, "staffId.notExisted", "none of the userIds exists");
      const processQueryKey = call.platform.sends.newKey();
      const messages = new Map([...known].map((userId) => [userId, randomUUID()]));
      for (const [userId, messageId] of messages) {
        const { conversationId } = call.platform.world.privateChat(userId, app.appKey);
        deliver(call.platform, { appKey: app.appKey, conversationId, route: "one-to-one", content, messageId, userId });
      }
      call.platform.sends.add({ processQueryKey, appKey: app.appKey, at: call.platform.clock.now(), messages });
      const invalidStaffIdList = userIds.filter((userId) => !known.has(userId));
      return { processQueryKey, invalidStaffIdList, flowControlledStaffIdList: [] };
    },
  },
  robotSendGroup: {
    refusals: { "openConversationId:required": "miss.openConversationId", ...sendRefusals },
    run: (call) => {
      const { robotCode, openConversationId, msgKey, msgParam, token, coolAppCode } = call.input;
      const app = robotOf(call, robotCode, "invalidParameter.robotCode.auth");
      if (token !== undefined) throw refuse(400, "token.notExisted", "token is not that of a webhook robot");
      if (coolAppCode !== undefined) throw refuse(400, "invalidParameter.robotCode.coolApp", "no such group cool app");
      const content = contentOf(msgKey, msgParam);
      checkGroup(call, app, openConversationId);
      const messageId = randomUUID();
      const processQueryKey = call.platform.sends.newKey();
      const { appKey } = app;
      deliver(call.platform, { appKey, conversationId: openConversationId, route: "group", content, messageId });
      const messages = new Map([["", messageId]]);
      call.platform.sends.add({ processQueryKey, appKey, at: call.platform.clock.now(), openConversationId, messages });
      return { processQueryKey };
    },
  },
  robotRecallOTO: {
    refusals: sendRefusals,
    run: (call) => {
      const app = robotOf(call, call.input.robotCode, "not.allowed.robotCode");
      return recall(call, app, call.input.processQueryKeys, undefined);
    },
  },
  robotRecallGroup: {
    refusals: { "openConversationId:required": "miss.openConversationId", ...sendRefusals },
    run: (call) => {
      const app = robotOf(call, call.input.robotCode, "not.allowed.robotCode");
      checkGroup(call, app, call.input.openConversationId);
      return recall(call, app, call.input.processQueryKeys, call.input.openConversationId);
    },
  },
  robotQueryOTORead: {
    refusals: {
      "robotCode:required": "invalidParameter.robotCode.missing",
      "processQueryKey:required": "invalidParameter.processQueryKey.missing",
      "*": "invalidParameter.param.invalid",
    },
    run: (call) => {
      const app = robotOf(call, call.input.robotCode, "invalidParameter.robotCode.invalid");
      const send = sendOf(call, app, call.input.processQueryKey);
      const messageReadInfoList = [...send.messages.keys()].map((userId) => ({
        userId,
        name: call.platform.organization.employee(userId)?.name ?? userId,
        readStatus: "READ",
        readTimestamp: send.at,
      }));
      return { sendStatus: send.recalled ? "RECALLED" : "SUCCESS", messageReadInfoList };
    },
  },
  robotQueryGroupRead: {
    refusals: {
      "maxResults:maximum": "invalidParameter.pageSize.invalid",
      "processQueryKey:required": "invalidParameter.processQueryKey.missing",
      "*": "invalidParameter.param.invalid",
    },
    run: (call) => {
      const { robotCode, openConversationId, processQueryKey } = call.input;
      if (robotCode === undefined) throw refuse(400, "invalidParameter.robotCode.missing", "robotCode is missing");
      const app = robotOf(call, robotCode, "invalidParameter.robotCode.invalid");
      if (openConversationId === undefined) {
        throw refuse(400, "openConversationId.notExisted", "openConversationId and token are both missing");
      }
      const group = checkGroup(call, app, openConversationId);
      const send = sendOf(call, app, processQueryKey);
      const sendStatus = send.recalled ? "RECALLED" : "SUCCESS";
      return { sendStatus, hasMore: false, readUserIds: [...group.members] };
    },
  },
  robotListGroupBots: {
    run: (call) => {
      const group = call.platform.world.group(call.input.openConversationId);
      if (!group) throw refuse(400, "illegal.openconevrsation.id", "openConversationId is unknown");
      const robots = group.robots.map((appKey) => call.platform.world.app(appKey)).filter((app) => app !== undefined);
      const chatbotInstanceVOList = robots.map(({ robotName, robotCode }) => ({
        name: robotName,
        robotCode,
        openRobotType: 2,
        downloadIconURL: `${call.platform.urls.api}/simulated/robot.png`,
      }));
      return { chatbotInstanceVOList };
    },
  },
  robotDownloadFile: {
    refusals: { "*": "invalidParameter.robotCode.downloadCode" },
    run: (call) => {
      const { robotCode, downloadCode } = call.input;
      const app = robotOf(call, robotCode, "invalidParameter.robotCode.auth");
      const file = call.platform.media.received(app.appKey, downloadCode);
      if (!file) throw refuse(400, "invalidParameter.robotCode.downloadCode", "downloadCode is unknown to this robot");
      return { downloadUrl: `${call.platform.urls.api}/simulated/files/${call.platform.media.share(file)}` };
    },
  },
} as const satisfies Handlers;

function robotOf(call: Call<unknown>, robotCode: string, codeForOthers: string): App {
  const app = call.app();
  if (robotCode === app.robotCode) return app;
  if (robotCode === "") throw refuse(400, "invalidParameter.robotCode.empty", "robotCode is empty");
  const isKnown = call.platform.world.apps.some((other) => other.robotCode === robotCode);
  if (isKnown) throw refuse(400, codeForOthers, "the token belongs to another app than the robot");
  throw refuse(400, "invalidParameter.robotCode.notExsit", "robotCode does not exist");
}

function contentOf(msgKey: string, msgParam: string): MessageContent {
  if (msgKey === "") throw refuse(400, "invalidParameter.msgKey.empty", "msgKey is empty");
  if (Buffer.byteLength(msgParam) > longestParam) {
    throw refuse(400, "invalidParameter.msgParam.tooLong", `msgParam is longer than ${longestParam} bytes`);
  }
  const content = readTemplate(msgKey, msgParam);
  if ("code" in content) throw refuse(400, content.code, content.message);
  return content;
}

/** Robots reach members of the organisation only, and only by staff id. */
function isEmployee(call: Call<unknown>, userId: string): boolean {
  return call.platform.organization.employee(userId) !== undefined;
}

function checkGroup(
  call: Call<unknown>,
  app: App,
  openConversationId: string,
): { readonly members: readonly string[] } {
  const group = call.platform.world.group(openConversationId);
  if (!group) throw refuse(400, "invalid.openConversationId", "openConversationId is unknown");
  if (group.disbanded) throw refuse(400, "group.disbanded", "the group was disbanded");
  if (!group.robots.includes(app.appKey)) throw refuse(400, "resource.unavailable", "the robot is not in the group");
  return group;
}

function sendOf(call: Call<unknown>, app: App, processQueryKey: string): Send {
  const send = call.platform.sends.find(app.appKey, processQueryKey);
  if (!send) throw refuse(400, "invalid.processQueryKey", "processQueryKey is unknown");
  if (send.at < call.platform.clock.now() - recallWindowMs) {
    throw refuse(400, "processQueryKey.expireTime", "processQueryKey is older than 24 hours");
  }
  return send;
}

function recall(
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
