import { CliError } from "../../cli-error.ts";
import { fromOperation } from "../../command/from-operation.ts";
import { type Fields, isFields } from "../../fields.ts";
import { robotReadStatus } from "./robot-read-status.ts";
import { robotSendGroup } from "./robot-send-group.ts";
import { robotSendUser } from "./robot-send-user.ts";
import { robotWebhook } from "./robot-webhook.ts";

const openConversationId = { name: "openConversationId", summary: "Id of the group" };
const processQueryKeys = { name: "processQueryKey", summary: "Answer of the send; at most 20", many: true } as const;

export const commands = [
  robotSendUser,
  robotSendGroup,
  fromOperation({
    name: "list",
    operation: "robotListGroupBots",
    summary: "List the robots in a group",
    arguments: { openConversationId },
    result: "chatbotInstanceVOList",
    columns: { Robot: "name", robotCode: "robotCode", Kind: "openRobotType" },
  }),
  fromOperation({
    name: "groups",
    operation: "robotListJoinedGroups",
    summary: "List the groups that the robot is in",
    columns: { openConversationId: "" },
  }),
  fromOperation({
    name: "recall-user",
    operation: "robotRecallOTO",
    summary: "Take back messages sent to people",
    details: "Within 24 hours of sending.",
    arguments: { processQueryKeys },
    question: (input) => `Take back ${input.arguments("processQueryKey").length} message(s) sent to people.`,
    failure: recallFailure,
  }),
  fromOperation({
    name: "recall-group",
    operation: "robotRecallGroup",
    summary: "Take back messages sent to a group",
    arguments: { openConversationId, processQueryKeys },
    question: (input) => `Take back ${input.arguments("processQueryKey").length} message(s) sent to a group.`,
    failure: recallFailure,
  }),
  robotReadStatus,
  robotWebhook,
  fromOperation({
    name: "file",
    operation: "robotDownloadFile",
    summary: "Get a temporary address of a file or picture that the robot received",
    arguments: { downloadCode: { name: "downloadCode", summary: "From the received message" } },
  }),
  fromOperation({
    name: "ding",
    operation: "robotSendDing",
    summary: "Send an urgent reminder (DING) in the app, by SMS or by phone call",
    details: "SMS and phone calls cost money.",
    arguments: { receiverUserIdList: { name: "userId", summary: "Who gets it", many: true } },
    defaults: { remindType: 1 },
    flags: {
      content: { name: "text", summary: "What it says" },
      remindType: { name: "kind", summary: "1 in the app (default), 2 SMS, 3 phone call" },
    },
    question: (input) => `Send a DING to ${input.arguments("userId").length} people.`,
  }),
  fromOperation({
    name: "recall-ding",
    operation: "robotRecallDing",
    summary: "Take back an urgent reminder (DING)",
    arguments: { openDingId: { name: "openDingId", summary: "Answer of dt robot ding" } },
  }),
  fromOperation({
    name: "send-chat",
    operation: "robotSendPrivateChat",
    summary: "Send into a person-to-person chat where the cool app is installed",
    arguments: { openConversationId },
    flags: { msgKey: { name: "template" }, msgParam: { name: "param" } },
  }),
  fromOperation({
    name: "read-chat",
    operation: "robotQueryPrivateChatRead",
    summary: "Show who has seen a message sent into a person-to-person chat",
    arguments: { processQueryKey: { name: "processQueryKey", summary: "Answer of the send" } },
    columns: { "Read by": "" },
  }),
  fromOperation({
    name: "recall-chat",
    operation: "robotRecallPrivateChat",
    summary: "Take back messages sent into a person-to-person chat",
    arguments: { openConversationId, processQueryKeys },
    failure: recallFailure,
  }),
];

function recallFailure({ failedResult }: Fields): CliError | undefined {
  const failed = isFields(failedResult) ? Object.entries(failedResult) : [];
  if (failed.length === 0) return undefined;
  const reasons = failed.map(([key, reason]) => `${key}: ${String(reason)}`).join("; ");
  return new CliError("INVALID_ARGUMENTS", `${failed.length} message(s) were not taken back (${reasons}).`);
}
