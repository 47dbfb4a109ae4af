export interface ChatPicture {
  readonly bytes: Buffer;
  readonly contentType: string;
}

const kinds: readonly { readonly contentType: string; readonly matches: (bytes: Buffer) => boolean }[] = [
  { contentType: "image/png", matches: (bytes) => bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47])) },
  { contentType: "image/jpeg", matches: (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
  { contentType: "image/gif", matches: (bytes) => bytes.subarray(0, 4).toString("latin1") === "GIF8" },
  { contentType: "image/webp", matches: (bytes) => bytes.subarray(8, 12).toString("latin1") === "WEBP" },
];

/**
 * The content type of a picture that browsers show without running anything in it, told by its first bytes;
 * undefined for everything else, SVG included.
 */
export function pictureType(bytes: Buffer): string | undefined {
  return kinds.find(({ matches }) => matches(bytes))?.contentType;
}
