import { randomUUID } from "node:crypto";
import type { Handlers } from "../call.ts";
import { pageOf } from "../paging/paging.ts";
import { refuse } from "../refusal.ts";
import { deliver } from "../robot/deliver.ts";
import {
  checkGroup,
  contentOf,
  findGroup,
  isEmployee,
  readersOf,
  recall,
  robotOf,
  sendOf,
  sendRefusals,
} from "./robot-support.ts";

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
      const app = robotOf(call, call.input.robotCode, "not.allowed.robotCode", "invalidParameter.robotCode");
      return recall(call, app, call.input.processQueryKeys, undefined);
    },
  },
  robotRecallGroup: {
    refusals: { "openConversationId:required": "miss.openConversationId", ...sendRefusals },
    run: (call) => {
      const app = robotOf(call, call.input.robotCode, "not.allowed.robotCode");
      findGroup(call, app, call.input.openConversationId);
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
      const messageReadInfoList = [...send.messages.keys()].map((userId) => {
        const { name = userId, active = true } = call.platform.organization.employee(userId) ?? {};
        // Who never logged in cannot have read anything.
        return { userId, name, readStatus: active ? "READ" : "UNREAD" };
      });
      return { sendStatus: send.recalled ? "RECALLED" : "SUCCESS", messageReadInfoList };
    },
  },
  robotQueryGroupRead: {
    refusals: {
      maxResults: "invalidParameter.pageSize.invalid",
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
      const group = findGroup(call, app, openConversationId);
      const send = sendOf(call, app, processQueryKey);
      return readersOf(call, send, group.members);
    },
  },
  robotListGroupBots: {
    run: (call) => {
      const group = call.platform.world.group(call.input.openConversationId);
      if (!group) throw refuse(400, "illegal.openconevrsation.id", "openConversationId is unknown");
      const robots = group.robots.map((appKey) => call.platform.world.app(appKey)).filter((app) => app !== undefined);
      const chatbotInstanceVOList = robots.map(({ robotName, robotCode, kind }) => ({
        name: robotName,
        robotCode,
        openRobotType: kind === "internal" ? 2 : 3,
        downloadIconURL: `${call.platform.urls.api}/simulated/robot.png`,
      }));
      return { chatbotInstanceVOList };
    },
  },
  robotListJoinedGroups: {
    refusals: { "*": "invalidParameter.param.invalid" },
    run: (call) => {
      const { robotCode, pageNumber, pageSize } = call.input;
      const { appKey } = robotOf(call, robotCode, "invalidParameter.robotCode.auth");
      const joined = call.platform.world.groups.filter(
        ({ robots, disbanded }) => robots.includes(appKey) && !disbanded,
      );
      const { firstGroupPage } = call.platform.paging;
      if (pageNumber < firstGroupPage) throw refuse(400, "invalidParameter.param.invalid", "pages begin at 1");
      const { items, next } = pageOf(joined, (pageNumber - firstGroupPage) * pageSize, pageSize);
      return { openConversationIds: items.map(({ conversationId }) => conversationId), hasMore: next !== undefined };
    },
  },
  robotDownloadFile: {
    refusals: { "*": "invalidParameter.robotCode.downloadCode" },
    run: (call) => {
      const { robotCode, downloadCode } = call.input;
      const unauthorised = "invalidParameter.robotCode.auth";
      const app = robotOf(call, robotCode, unauthorised, unauthorised);
      const file = call.platform.media.received(app.appKey, downloadCode);
      if (!file) throw refuse(400, "invalidParameter.robotCode.downloadCode", "downloadCode is unknown to this robot");
      return { downloadUrl: `${call.platform.urls.api}/simulated/files/${call.platform.media.share(file)}` };
    },
  },
} as const satisfies Handlers;
