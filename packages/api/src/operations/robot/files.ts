// Files that people sent to a robot.
import type { Operation } from "../../operation.ts";

export const robotDownloadFile = {
  name: "robotDownloadFile",
  group: "robot",
  description: "Trade the download code of a received file or picture for a temporary URL.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/messageFiles/download",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: {
        downloadCode: { type: "string", description: "Download code of the received message." },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
      },
      required: ["downloadCode", "robotCode"],
    },
  },
  result: {
    type: "object",
    properties: { downloadUrl: { type: "string", description: "Temporary URL of the file." } },
  },
  permissions: ["qyapi_robot_sendmsg"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: [
      "invalidParameter.robotCode.empty",
      "invalidParameter.robotCode.auth",
      "invalidParameter.robotCode.downloadCode",
    ],
  },
  notes: [
    "Only messages sent to the robot in a one-to-one chat can carry audio, video or file; group messages carry text, pictures and rich text.",
  ],
  unconfirmed: ["lifetime of downloadUrl and downloadCode"],
  sdk: "robot_1_0.RobotMessageFileDownload",
  docUrl: "https://open.dingtalk.com/document/development/download-the-file-content-of-the-robot-receiving-message",
} as const satisfies Operation;
