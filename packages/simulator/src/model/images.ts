/** What can be said about an image without looking at it. */
export interface ImageFacts {
  /** Such as `PNG`. */
  readonly format: string;
  readonly bytes?: number;
  readonly width?: number;
  readonly height?: number;
}

/** Reads a `data:` URL; of other addresses nothing is known. */
export function describeImage(url: string): ImageFacts {
  const match = /^data:image\/([\w+.-]+);base64,(.*)$/s.exec(url);
  if (!match) return { format: "?" };
  const format = (match[1] ?? "").toUpperCase();
  const bytes = Buffer.from(match[2] ?? "", "base64");
  return { format, bytes: bytes.length, ...sizeOf(format, bytes) };
}

function sizeOf(format: string, bytes: Buffer): { width: number; height: number } | undefined {
  if (format === "PNG" && bytes.length >= 24) return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (format === "GIF" && bytes.length >= 10) return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  return undefined;
}
