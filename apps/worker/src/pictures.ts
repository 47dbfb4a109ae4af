/** Fetches the pictures of messages for models that understand them. Slow and fallible, so it happens in the turn. */
import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import type { Client, RobotMessage } from "@dt/api";
import type { StoredMessage } from "@dt/session";

/** Models take no larger ones, and a turn must not fill the memory. */
const MOST_BYTES = 10 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
/** A burst of more pictures is not sent to the model whole. */
const MOST_PICTURES = 10;

export interface PictureOptions {
  readonly client: Client;
  /** Hosts of DingTalk as configured: a download from there is allowed even on a private network. */
  readonly trustedOrigins: readonly string[];
  readonly signal: AbortSignal;
}

/** Data URLs of the pictures in the messages and their quotes, in order. @throws Error when one cannot be fetched */
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

async function fetchPicture(downloadCode: string, { client, trustedOrigins, signal }: PictureOptions): Promise<string> {
  const url = new URL(await client.robot.downloadUrl({ downloadCode }, { signal }));
  if (!trustedOrigins.includes(url.origin)) await assertPublic(url);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  // A redirect could lead anywhere; DingTalk's download addresses have none.
  const response = await fetch(url, { signal: limit, redirect: "error" });
  if (!response.ok) throw new Error(`the picture cannot be downloaded: HTTP ${response.status}`);
  const bytes = await readAtMost(response, MOST_BYTES);
  return `data:${imageType(bytes)};base64,${bytes.toString("base64")}`;
}

async function readAtMost(response: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw new Error(`the picture is larger than ${most / 1024 / 1024} MB`);
    chunks.push(chunk);
  }
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

const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  privateAddresses.addSubnet(network, prefix);
}
for (const [network, prefix] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  privateAddresses.addSubnet(network, prefix, "ipv6");
}

/** True for addresses that are not on the public internet, also when written as IPv4 inside IPv6. */
export function isPrivateAddress(address: string): boolean {
  return privateAddresses.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** A message's download address must not make this process call machines of its own network. */
async function assertPublic(url: URL): Promise<void> {
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new Error("the picture's address is not a web address");
  const addresses = await lookup(url.hostname.replace(/^\[|\]$/g, ""), { all: true });
  if (addresses.some(({ address }) => isPrivateAddress(address))) {
    throw new Error("the picture's address leads into a private network; it was not fetched");
  }
}
