import type { ApprovalFile, ApprovalInstance } from "../../world/approval/instance.ts";
import { parseList } from "../../world/approval/value-formats.ts";
import type { Call, Handlers } from "../call.ts";
import { refuse } from "../refusal.ts";
import { findEmployee, findInstance } from "./workflow-lookups.ts";

/** Where the attachments of all approvals are kept. */
const approvalSpaceId = 1_001;
const downloadMs = 15 * 60_000;

const fileRefusals = {
  userId: "invalidUserId",
  fileId: "invalidFileId",
  fileIdList: "invalidFileList",
  fileInfos: "invalidFileInfos",
  processInstanceId: "invalidProcessInstanceId",
  "*": "invalidParameter",
};

export const approvalFileHandlers = {
  workflowGetAttachmentSpace: {
    refusals: { agentId: "invalidAgentId", ...fileRefusals },
    run: (call) => {
      findEmployee(call, call.input.userId, "userNotExist");
      checkAgent(call, call.input.agentId);
      return { result: { spaceId: approvalSpaceId }, success: true };
    },
  },
  workflowAuthorizePreview: {
    refusals: fileRefusals,
    run: (call) => {
      const { userId, fileId, fileIdList, agentId, processInstanceId, withCommentAttatchment = false } = call.input;
      findEmployee(call, userId, "userNotExist");
      checkAgent(call, agentId);
      const instance = findInstance(call, processInstanceId, "processInstNotExist");
      if (!fileIdList?.length) throw refuse(400, "invalidFileList", "fileIdList is missing");
      for (const id of [fileId, ...fileIdList]) findFile(instance, id, withCommentAttatchment);
      return { result: { spaceId: approvalSpaceId }, success: true };
    },
  },
  workflowAuthorizeDownload: {
    refusals: { ...fileRefusals, userId: "invalidParameter" },
    run: (call) => {
      const { userId, fileInfos } = call.input;
      findEmployee(call, userId, "userNotExist");
      const instances = call.platform.approvals.instances();
      const isKnown = (fileId: string): boolean =>
        instances.some((instance) => filesOf(instance, true).some((file) => file.fileId === fileId));
      const wrong = fileInfos.find(({ fileId, spaceId }) => spaceId !== approvalSpaceId || !isKnown(fileId));
      if (wrong)
        throw refuse(400, "invalidFileInfos", `${wrong.fileId} is no attachment in the space ${wrong.spaceId}`);
      return { result: true, success: true };
    },
  },
  workflowGetAttachmentUrl: {
    refusals: fileRefusals,
    run: (call) => {
      const { fileId, processInstanceId, withCommentAttatchment = false } = call.input;
      const instance = findInstance(call, processInstanceId, "processInstNotExist");
      const file = findFile(instance, fileId, withCommentAttatchment);
      const { media, urls } = call.platform;
      const name = file.fileName ?? fileId;
      const bytes = Buffer.from(`The simulated content of ${name}`);
      const key = media.share({ bytes, contentType: "application/octet-stream", name }, downloadMs);
      const downloadUri = `${urls.api}/simulated/files/${key}`;
      return { result: { downloadUri, fileId, spaceId: approvalSpaceId }, success: true };
    },
  },
} as const satisfies Handlers;

function checkAgent(call: Call<unknown>, agentId: number | undefined): void {
  if (agentId === undefined || agentId === call.app().agentId) return;
  throw refuse(400, "invalidAgentId", "agentId is not that of the app");
}

function findFile(instance: ApprovalInstance, fileId: string, withComments: boolean): ApprovalFile {
  const file = filesOf(instance, withComments).find((one) => one.fileId === fileId);
  if (!file) throw refuse(400, "invalidFileId", `${fileId} is no attachment of the instance`);
  return file;
}

/** The attachments of the form, and of decisions and comments if they are wanted. */
function filesOf({ values, records }: ApprovalInstance, withComments: boolean): ApprovalFile[] {
  const inForm = values
    .filter(({ componentType }) => componentType === "DDAttachment")
    .flatMap(({ value }) => (parseList(value) ?? []) as ApprovalFile[]);
  return withComments ? [...inForm, ...records.flatMap(({ attachments }) => attachments ?? [])] : inForm;
}
