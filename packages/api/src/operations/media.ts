// Media files.
import type { Operation } from "../operation.ts";

export const mediaUpload = {
  name: "mediaUpload",
  group: "media",
  description: "Upload an image, voice, video or file for use in messages.",
  host: "oapi",
  method: "POST",
  path: "/media/upload",
  auth: "query",
  tokenKind: "app",
  encoding: "multipart",
  effect: "write",
  input: {
    body: {
      type: "object",
      properties: {
        type: { type: "string", description: "Kind of the file.", enum: ["image", "voice", "video", "file"] },
        media: { type: "string", format: "binary", description: "The file: a Blob or File with a name." },
      },
      required: ["type", "media"],
    },
  },
  result: {
    type: "object",
    properties: {
      created_at: { type: "number", description: "Milliseconds since 1970." },
      media_id: { type: "string", description: "Id of the file, for messages." },
      type: { type: "string" },
    },
  },
  permissions: ["qyapi_base"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 200: ["40004"] },
  limits: [
    "image 20 MB (jpg gif png bmp)",
    "voice 2 MB (amr mp3 wav)",
    "video 20 MB (mp4)",
    "file 20 MB (doc docx xls xlsx ppt pptx zip pdf rar)",
  ],
  notes: [
    "multipart/form-data; the file part is named media; type may be a form field or a query parameter.",
    "media_id is reusable and only works inside DingTalk clients.",
  ],
  unconfirmed: ["lifetime of media_id", "error shape for a bad token"],
  sdk: "OapiMediaUploadRequest",
  docUrl: "https://open.dingtalk.com/document/development/upload-media-files",
} as const satisfies Operation;
