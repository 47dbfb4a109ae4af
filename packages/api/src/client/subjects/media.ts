import { DingTalkError } from "../../errors/dingtalk-error.ts";
import type { Hosts } from "../../requests/build-request.ts";
import type { CallOptions } from "../client-options.ts";
import type { Download, DownloadOptions } from "../media/download.ts";
import type { CallOperation } from "./call-operation.ts";

export interface UploadInput {
  readonly type: "image" | "voice" | "video" | "file";
  /**
   * The content. A `Blob` of `fs.openAsBlob(path)` is read from the disk while it is sent.
   * At most 20 MB, voices 2 MB.
   */
  readonly content: Blob;
  /** With its extension, by which DingTalk tells the format. */
  readonly fileName: string;
}

/** Media files. https://open.dingtalk.com/document/development/upload-media-files */
export interface Media {
  /** Uploads a file and answers its media id, which works only inside DingTalk. */
  upload(input: UploadInput, options?: CallOptions): Promise<string>;
  /** Downloads from a temporary URL, as `robot.downloadUrl` answers it; never from a private network. */
  download(url: string, options?: Omit<DownloadOptions, "trustedOrigins">): Promise<Download>;
}

const megabyte = 1_048_576;
const mostBytes = { image: 20 * megabyte, voice: 2 * megabyte, video: 20 * megabyte, file: 20 * megabyte } as const;

export function createMedia(call: CallOperation, hosts: Hosts): Media {
  return {
    async upload({ type, content, fileName }, options) {
      if (content.size > mostBytes[type]) throw tooLarge(type);
      const media = new File([content], fileName, { type: content.type });
      const answer = await call("mediaUpload", { type, media }, options);
      if (answer.media_id !== undefined) return answer.media_id;
      const message = "mediaUpload answered without a media id.";
      throw new DingTalkError(message, { code: "unavailable", outcome: "unknown", operation: "mediaUpload" });
    },
    async download(url, options) {
      const { download } = await import("../media/download.ts");
      const trustedOrigins = [hosts.api, hosts.oapi].map((host) => new URL(host).origin);
      return download(url, { ...options, trustedOrigins });
    },
  };
}

function tooLarge(type: UploadInput["type"]): DingTalkError {
  const message = `mediaUpload was not called: DingTalk takes at most ${mostBytes[type] / megabyte} MB of ${type}.`;
  return new DingTalkError(message, { code: "too_large", operation: "mediaUpload", field: "content" });
}
