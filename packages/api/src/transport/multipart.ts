import { randomUUID } from "node:crypto";

/** A form as bytes whose number is known before they are read. */
export interface Multipart {
  readonly contentType: string;
  readonly byteLength: number;
  /**
   * The bytes; files are read as they are asked for. `onProgress` hears how much of the files' content was taken.
   */
  readonly chunks: (onProgress: (sentBytes: number, totalBytes: number) => void) => AsyncGenerator<Uint8Array>;
}

interface Part {
  readonly head: Buffer;
  readonly content: Buffer | Blob;
}

const lineEnd = Buffer.from("\r\n");

/** Encodes a form as `multipart/form-data`. */
export function encodeForm(form: FormData): Multipart {
  const boundary = `dt-${randomUUID()}`;
  const parts = [...form].map(([name, value]) => toPart(boundary, name, value));
  const end = Buffer.from(`--${boundary}--\r\n`);
  const contentBytes = parts.reduce((sum, part) => sum + partBytes(part), 0);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    byteLength: contentBytes + end.length,
    async *chunks(onProgress) {
      const total = fileBytes(form);
      let sent = 0;
      for (const { head, content } of parts) {
        yield head;
        if (content instanceof Blob) {
          for await (const chunk of content.stream()) {
            yield chunk;
            sent += chunk.length;
            onProgress(sent, total);
          }
        } else yield content;
        yield lineEnd;
      }
      yield end;
    },
  };
}

/** Size of the files in a form. */
export function fileBytes(form: FormData): number {
  return [...form.values()].reduce((sum, value) => sum + (typeof value === "string" ? 0 : value.size), 0);
}

function toPart(boundary: string, name: string, value: string | File): Part {
  const disposition = `--${boundary}\r\ncontent-disposition: form-data; name="${escape(name)}"`;
  if (typeof value === "string") return { head: Buffer.from(`${disposition}\r\n\r\n`), content: Buffer.from(value) };
  const type = value.type === "" ? "application/octet-stream" : value.type;
  const head = `${disposition}; filename="${escape(value.name)}"\r\ncontent-type: ${type}\r\n\r\n`;
  return { head: Buffer.from(head), content: value };
}

function partBytes({ head, content }: Part): number {
  return head.length + (content instanceof Blob ? content.size : content.length) + lineEnd.length;
}

/** As browsers do: a name must not end its header. */
function escape(name: string): string {
  return name.replaceAll("\n", "%0A").replaceAll("\r", "%0D").replaceAll('"', "%22");
}
