/** Fetches the pictures of messages for models that understand them. Slow and fallible, so it happens in the turn. */
import type { Client, RobotMessage } from "@dt/api";
import type { StoredMessage } from "@dt/session";

/** Models take no larger ones. */
const MOST_BYTES = 10 * 1024 * 1024;
/** Once a turn has so many, it gets no more: dozens of turns must not fill the memory with what a few people send. */
const ENOUGH_BYTES = 20 * 1024 * 1024;
/** A burst of more pictures is not sent to the model whole. */
const MOST_PICTURES = 10;

export interface PictureOptions {
  readonly client: Client;
  readonly signal: AbortSignal;
}

/**
 * Data URLs of the pictures in the messages and their quotes, in order: at most ten, and 30 MiB in all.
 * @throws DingTalkError when one cannot be fetched, also when its address leads into a private network
 */
export async function fetchPictures(
  messages: readonly StoredMessage<RobotMessage>[],
  options: PictureOptions,
): Promise<string[]> {
  const attachments = messages.flatMap(({ content }) => [
    ...(content.quote?.attachments ?? []),
    ...content.attachments,
  ]);
  const pictures = attachments.filter(({ kind }) => kind === "picture").slice(0, MOST_PICTURES);
  const urls: string[] = [];
  let bytes = 0;
  for (const { downloadCode } of pictures) {
    if (bytes >= ENOUGH_BYTES) break;
    const content = await fetchPicture(downloadCode, options);
    bytes += content.length;
    urls.push(`data:${imageType(content)};base64,${content.toString("base64")}`);
  }
  return urls;
}

async function fetchPicture(downloadCode: string, { client, signal }: PictureOptions): Promise<Buffer> {
  const url = await client.robot.downloadUrl({ downloadCode }, { signal });
  const { stream } = await client.media.download(url, { maxBytes: MOST_BYTES, signal });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** By the first bytes: the content type that storage servers give is often wrong. */
export function imageType(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (start.startsWith("\x89PNG")) return "image/png";
  if (start.startsWith("GIF8")) return "image/gif";
  if (start.startsWith("RIFF") && start.endsWith("WEBP")) return "image/webp";
  if (start.startsWith("BM")) return "image/bmp";
  return "image/jpeg";
}
