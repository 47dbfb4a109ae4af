import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import type { Call, Handlers } from "../call.ts";
import { refuseFlat } from "../refusal.ts";
import type { CustomRobot } from "../robot/custom-robots.ts";
import { deliver } from "../robot/deliver.ts";
import { type MessageContent, readWebhookMessage, type WebhookMessage } from "../robot/message-content.ts";

/** Longest body of a webhook message, in bytes. */
const longestBody = 20_000;
const clockErrorMs = 3_600_000;
const mostMentions = 50;

const webhookRefusals = { "msgtype:enum": "400105", "*": "40035" };

interface Mentions {
  readonly atUserIds?: readonly string[];
  readonly atMobiles?: readonly string[];
  readonly isAtAll?: boolean;
}

export const webhookHandlers = {
  robotReplySession: {
    refusals: webhookRefusals,
    run: (call) => {
      const session = call.platform.sessions.find(call.input.session);
      if (!session) throw refuseFlat(300001, "session 不存在");
      const { appKey, conversationId, userId, msgId } = session;
      const conversation = call.platform.world.conversation(conversationId);
      if (conversation?.kind === "group" && conversation.disbanded) throw refuseFlat(400013, "群已被解散");
      if (conversation?.kind === "group" && !conversation.robots.includes(appKey))
        throw refuseFlat(400106, "机器人不存在");
      const content = contentOf(call, call.input);
      const mentions = mentionsOf(call.input.at);
      const messageId = randomUUID();
      deliver(call.platform, { appKey, conversationId, route: "session", content, messageId, userId, msgId, mentions });
      return {};
    },
  },
  robotSendWebhook: {
    refusals: webhookRefusals,
    run: (call) => {
      const { access_token, timestamp, sign, msgUuid, at } = call.input;
      const robot = call.platform.customRobots.find(access_token);
      if (!robot) throw refuseFlat(300005, "token is not exist");
      if (robot.stopped) throw refuseFlat(400102, "机器人已停用");
      if (mentionsOf(at).length > mostMentions)
        throw refuseFlat(40035, `不合法的参数: at is longer than ${mostMentions}`);
      checkSignature(call, robot, timestamp, sign);
      const content = contentOf(call, call.input);
      if (!isAllowedBy(robot, content)) throw refuseFlat(310000, "keywords not in content");
      if (call.platform.world.group(robot.conversationId)?.disbanded) throw refuseFlat(400013, "群已被解散");
      const { customRobots } = call.platform;
      if (msgUuid !== undefined && customRobots.wasSent(access_token, msgUuid)) return {};
      if (!customRobots.allows(access_token)) throw refuseFlat(410100, "发送速度太快而限流");
      if (msgUuid !== undefined) customRobots.markSent(access_token, msgUuid);
      const { conversationId, name } = robot;
      const mentions = mentionsOf(at);
      deliver(call.platform, {
        appKey: name,
        conversationId,
        route: "webhook",
        content,
        messageId: randomUUID(),
        mentions,
      });
      return {};
    },
  },
} as const satisfies Handlers;

function contentOf(call: Call<unknown>, body: WebhookMessage): MessageContent {
  if (call.exchange.body.length > longestBody) {
    throw refuseFlat(460101, `message too long, exceed ${longestBody} bytes`);
  }
  const content = readWebhookMessage(body);
  if (typeof content === "string") throw refuseFlat(40035, `缺少参数 ${content}`);
  return content;
}

function mentionsOf(at: Mentions = {}): string[] {
  if (at.isAtAll) return ["@all"];
  return [...(at.atUserIds ?? []), ...(at.atMobiles ?? [])];
}

function checkSignature(
  call: Call<unknown>,
  robot: CustomRobot,
  timestamp: number | undefined,
  sign: string | undefined,
): void {
  if (robot.secret === undefined) return;
  if (timestamp === undefined || sign === undefined) throw refuseFlat(310000, "sign not match");
  if (Math.abs(call.platform.clock.now() - timestamp) > clockErrorMs) throw refuseFlat(310000, "invalid timestamp");
  const expected = createHmac("sha256", robot.secret).update(`${timestamp}\n${robot.secret}`).digest();
  const given = Buffer.from(sign, "base64");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refuseFlat(310000, "sign not match");
}

function isAllowedBy({ keywords }: CustomRobot, { text, title }: MessageContent): boolean {
  return !keywords?.length || keywords.some((keyword) => text.includes(keyword) || title?.includes(keyword));
}
