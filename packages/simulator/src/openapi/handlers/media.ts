import type { Handlers } from "../call.ts";
import { refuseFlat } from "../refusal.ts";

const megabyte = 1024 * 1024;

const kinds: Readonly<Record<string, { readonly bytes: number; readonly extensions: readonly string[] }>> = {
  image: { bytes: 20 * megabyte, extensions: ["jpg", "jpeg", "gif", "png", "bmp"] },
  voice: { bytes: 2 * megabyte, extensions: ["amr", "mp3", "wav"] },
  video: { bytes: 20 * megabyte, extensions: ["mp4"] },
  file: { bytes: 20 * megabyte, extensions: ["doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "pdf", "rar"] },
};

export const mediaHandlers = {
  mediaUpload: {
    refusals: { type: "40004", "*": "40035" },
    run: async (call) => {
      const { type, media } = call.input;
      const kind = kinds[type];
      const name = media instanceof File ? media.name : "";
      const extension = name.split(".").at(-1)?.toLowerCase() ?? "";
      if (!kind?.extensions.includes(extension)) throw refuseFlat(40004, "无效的媒体文件类型");
      if (media.size > kind.bytes) throw refuseFlat(40006, "文件大小超过限制");
      const bytes = Buffer.from(await media.arrayBuffer());
      const media_id = call.platform.media.upload({ bytes, contentType: media.type, name });
      return { type, media_id, created_at: call.platform.clock.now() };
    },
  },
} as const satisfies Handlers;
