import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { invalidArguments } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";

/** What DingTalk takes: https://open.dingtalk.com/document/development/upload-media-files */
const types = {
  image: { megabytes: 20, endings: ["jpg", "jpeg", "gif", "png", "bmp"] },
  voice: { megabytes: 2, endings: ["amr", "mp3", "wav"] },
  video: { megabytes: 20, endings: ["mp4"] },
  file: { megabytes: 20, endings: ["doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "pdf", "rar"] },
} as const;

type MediaType = keyof typeof types;
const typeNames = Object.keys(types) as MediaType[];

const upload: Command = {
  name: "upload",
  summary: "Upload an image, voice, video or file and get its media id",
  details: "At most 20 MB, voice 2 MB. The media id works in messages only, and again and again.",
  examples: ["media upload report.pdf", "robot send-user lisi02 --file @lALPDe… --file-name report.pdf"],
  arguments: [{ name: "file", summary: "Name of the file" }],
  options: () => [
    { name: "type", type: "text", choices: typeNames, summary: "Kind of medium (default: by the ending)" },
  ],
  effect: "write",
  operation: "mediaUpload",
  takesData: false,
  run: async (context, input) => {
    const name = input.argument("file");
    const type = (input.text("type") as MediaType | undefined) ?? typeOf(name);
    const media = await openMedia(context, name, type);
    const onUploadProgress = (sent: number, total: number): void => {
      context.progress(`uploading ${basename(name)}: ${Math.floor((100 * sent) / total)} %…`);
    };
    onUploadProgress(0, 1);
    return {
      data: await context.dingtalk.call("mediaUpload", { type, media }, { timeoutMs: 120_000, onUploadProgress }),
    };
  },
};

export const commands = [upload];

function typeOf(name: string): MediaType {
  const ending = extname(name).slice(1).toLowerCase();
  const found = typeNames.find((type) => (types[type].endings as readonly string[]).includes(ending));
  if (found !== undefined) return found;
  const known = typeNames.flatMap((type) => types[type].endings).join(", ");
  throw invalidArguments(`DingTalk does not take files ending in .${ending}; it takes ${known}.`);
}

/** The file is read while it is sent. */
async function openMedia({ host }: Context, name: string, type: MediaType): Promise<File> {
  const path = resolve(host.folder, name);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) throw invalidArguments(`There is no file ${name}.`);
  const { megabytes } = types[type];
  if (found.size === 0) throw invalidArguments(`${name} is empty.`);
  if (found.size > megabytes * 1_048_576)
    throw invalidArguments(
      `${name} has ${(found.size / 1_048_576).toFixed(1)} MB; DingTalk takes ${megabytes} MB for ${type}.`,
    );
  return new File([await openAsBlob(path)], basename(name));
}
