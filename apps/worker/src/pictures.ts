/** Fetches the pictures of messages for models that understand them. Slow and fallible, so it happens in the turn. */
import type { Client, RobotMessage } from "@dt/api";
import type { StoredMessage } from "@dt/session";

/** Models take no larger ones, and a turn must not fill the memory. */
const MOST_BYTES = 10 * 1024 * 1024;
/** A burst of more pictures is not sent to the model whole. */
const MOST_PICTURES = 10;

export interface PictureOptions {
  readonly client: Client;
  readonly signal: AbortSignal;
}

/**
 * Data URLs of the pictures in the messages and their quotes, in order.
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
  return await Promise.all(pictures.map(({ downloadCode }) => fetchPicture(downloadCode, options)));
}

async function fetchPicture(downloadCode: string, { client, signal }: PictureOptions): Promise<string> {
  const url = await client.robot.downloadUrl({ downloadCode }, { signal });
  const { stream } = await client.media.download(url, { maxBytes: MOST_BYTES, signal });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return `data:${imageType(bytes)};base64,${bytes.toString("base64")}`;
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
