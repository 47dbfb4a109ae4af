import { DingTalkError } from "../../errors/dingtalk-error.ts";
import { type Mentions, type OutgoingMessage, toTemplate, toWebhookBody } from "../../messages/outgoing-message.ts";
import type { ResultFor } from "../../operations/index.ts";
import type { Hosts } from "../../requests/build-request.ts";
import type { BatchFailure, BatchResultFor } from "../batches/types.ts";
import type { Client } from "../client.ts";
import type { CallOptions } from "../client-options.ts";
import type { CallOperation } from "./call-operation.ts";
import { type WebhookMessage, webhookInput } from "./send-webhook.ts";
import { sessionOf } from "./session-webhook.ts";

export interface SendToUsers {
  /** Any number; more than 20 are split over several calls. */
  readonly userIds: readonly string[];
  readonly message: OutgoingMessage;
  /** @default the client's robot */
  readonly robotCode?: string;
}

export interface SendToGroup {
  /** The conversationId of a message received in the group. */
  readonly openConversationId: string;
  readonly message: OutgoingMessage;
  /** @default the client's robot */
  readonly robotCode?: string;
}

/** What became of a one-to-one send. */
export interface SentToUsers {
  /** Names the message for recall and read status; of the first call when there were several. */
  readonly processQueryKey: string | undefined;
  /** Of each call. */
  readonly processQueryKeys: readonly string[];
  /** Recipients that do not exist or cannot be reached; they got nothing. */
  readonly invalidUserIds: readonly string[];
  /** Recipients that get too many messages at the moment; they got nothing. */
  readonly throttledUserIds: readonly string[];
  /** Everybody who got nothing, or of whom that is not known, and why; also those of the two lists above. */
  readonly failures: readonly BatchFailure<string>[];
}

/** Robots. https://open.dingtalk.com/document/development/robot-message-type */
export interface Robot {
  /**
   * Sends to people, each in their own chat with the robot. Recipients that got nothing are listed in the result; when
   * only one was addressed, or no call succeeded, that is an error.
   */
  sendToUsers(input: SendToUsers, options?: CallOptions): Promise<SentToUsers>;
  /** Sends to a group that the robot is in; `msgParam` has at most 15 000 bytes. */
  sendToGroup(input: SendToGroup, options?: CallOptions): Promise<{ processQueryKey: string | undefined }>;
  /**
   * Answers a received message through its session webhook.
   * @throws DingTalkError `expired_route` when the webhook is over: send to the person or group instead
   */
  replySession(
    webhookUrl: string,
    message: OutgoingMessage,
    options?: CallOptions & { mentions?: Mentions },
  ): Promise<void>;
  /**
   * Sends to a group through a custom robot of that group, at most 20 messages a minute.
   * https://open.dingtalk.com/document/development/custom-robots-send-group-messages
   */
  sendWebhook(input: WebhookMessage, options?: CallOptions): Promise<void>;
  /** Trades the download code of a received message for a temporary URL. */
  downloadUrl(input: { downloadCode: string; robotCode?: string }, options?: CallOptions): Promise<string>;
  /** Takes back one-to-one messages of the last 24 hours. */
  recallFromUsers(
    input: { processQueryKeys: readonly string[]; robotCode?: string },
    options?: CallOptions,
  ): Promise<Recalled>;
  /** Takes back messages from a group. */
  recallFromGroup(
    input: { openConversationId: string; processQueryKeys: readonly string[]; robotCode?: string },
    options?: CallOptions,
  ): Promise<Recalled>;
  /** Who has seen a one-to-one message of the last 24 hours. */
  readStatus(
    input: { processQueryKey: string; robotCode?: string },
    options?: CallOptions,
  ): Promise<ResultFor<"robotQueryOTORead">>;
  /** The robots in a group. */
  listInGroup(openConversationId: string, options?: CallOptions): Promise<GroupRobot[]>;
}

export interface Recalled {
  /** Keys of the messages that are gone. */
  readonly recalled: readonly string[];
  /** Key to reason of those that stay. */
  readonly failed: Readonly<Record<string, string>>;
}

export type GroupRobot = NonNullable<ResultFor<"robotListGroupBots">["chatbotInstanceVOList"]>[number];

export interface RobotCaller {
  readonly call: CallOperation;
  readonly batch: Client["batch"];
  readonly hosts: Hosts;
  /** The robot of calls that name none. */
  readonly robotCode: string | undefined;
}

export function createRobot({ call, batch, hosts, robotCode: ownCode }: RobotCaller): Robot {
  const code = (given: string | undefined): string => {
    if (given !== undefined) return given;
    if (ownCode !== undefined) return ownCode;
    const message = "Name the robot: pass robotCode to the call or to createClient.";
    throw new DingTalkError(message, { code: "invalid_request", field: "robotCode" });
  };
  return {
    async sendToUsers({ userIds, message, robotCode }, options) {
      const input = { userIds, robotCode: code(robotCode), ...toTemplate(message) };
      return readSent(await batch("robotSendOTO", input, options));
    },
    async sendToGroup({ openConversationId, message, robotCode }, options) {
      const input = { openConversationId, robotCode: code(robotCode), ...toTemplate(message) };
      const { processQueryKey } = await call("robotSendGroup", input, options);
      return { processQueryKey };
    },
    async replySession(webhookUrl, message, { mentions, ...options } = {}) {
      const input = { session: sessionOf(webhookUrl, hosts), ...toWebhookBody(message, mentions) };
      await call("robotReplySession", input, { ...options, url: webhookUrl });
    },
    async sendWebhook(input, options) {
      await call("robotSendWebhook", webhookInput(input, Date.now()), options);
    },
    async downloadUrl({ downloadCode, robotCode }, options) {
      const answer = await call("robotDownloadFile", { downloadCode, robotCode: code(robotCode) }, options);
      if (answer.downloadUrl !== undefined) return answer.downloadUrl;
      throw new DingTalkError("robotDownloadFile answered without a URL.", {
        code: "unavailable",
        operation: "robotDownloadFile",
      });
    },
    async recallFromUsers({ processQueryKeys, robotCode }, options) {
      return readRecalled(await batch("robotRecallOTO", { processQueryKeys, robotCode: code(robotCode) }, options));
    },
    async recallFromGroup({ robotCode, ...rest }, options) {
      return readRecalled(await batch("robotRecallGroup", { ...rest, robotCode: code(robotCode) }, options));
    },
    async readStatus({ processQueryKey, robotCode }, options) {
      return call("robotQueryOTORead", { processQueryKey, robotCode: code(robotCode) }, options);
    },
    async listInGroup(openConversationId, options) {
      return (await call("robotListGroupBots", { openConversationId }, options)).chatbotInstanceVOList ?? [];
    },
  };
}

function readSent({ answers, done, failures }: BatchResultFor<"robotSendOTO">): SentToUsers {
  throwIfAllFailed(answers, failures);
  const [only] = failures;
  if (only !== undefined && done.length === 0 && failures.length === 1) throw only.error;
  const processQueryKeys = answers.flatMap(({ processQueryKey }) => processQueryKey ?? []);
  return {
    processQueryKey: processQueryKeys[0],
    processQueryKeys,
    invalidUserIds: answers.flatMap(({ invalidStaffIdList }) => invalidStaffIdList ?? []),
    throttledUserIds: answers.flatMap(({ flowControlledStaffIdList }) => flowControlledStaffIdList ?? []),
    failures,
  };
}

function readRecalled({ answers, failures }: BatchResultFor<"robotRecallOTO">): Recalled {
  throwIfAllFailed(answers, failures);
  return {
    recalled: answers.flatMap(({ successResult }) => successResult ?? []),
    failed: Object.fromEntries(failures.map(({ entry, error }) => [entry, error.message])),
  };
}

/** Where no call succeeded there is nothing to answer. */
function throwIfAllFailed(answers: readonly unknown[], [first]: readonly BatchFailure<string>[]): void {
  if (answers.length === 0 && first !== undefined) throw first.error;
}
