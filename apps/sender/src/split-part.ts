/** Cuts a part that is too long for DingTalk into shorter ones, which replace it. */
import { splitMarkdown } from "@dt/api/messages";
import {
  type Delivery,
  MARKDOWN_BYTES,
  outTrackIdOfPart,
  type Part,
  type ReplyBody,
  type ReplyContent,
} from "@dt/session";

/** A little more than half, so that cuts between paragraphs leave two pieces and no third for the rest. */
const PIECE = 0.6;
/** Where DingTalk finds a text of less than this too long, its length is not what is wrong. */
const LEAST_BYTES = 512;

/** Whether a part is longer than what DingTalk certainly shows: a longer one may be taken and never appear. */
export function isTooLong({ content: { body } }: Part<ReplyContent>): boolean {
  return body.kind === "markdown" && encodedBytes(body.text) > MARKDOWN_BYTES;
}

/** Pieces that DingTalk certainly takes, for a part that {@link isTooLong}. */
export function splitToLimit(delivery: Delivery<ReplyContent>): readonly Part<ReplyContent>[] {
  return cut(delivery, delivery.part.content.body, MARKDOWN_BYTES);
}

/**
 * Pieces of about half the size, for a part that DingTalk refused as too long: as a card, or as the text that it went
 * out as. Undefined when they would be too small to be the remedy.
 */
export function splitFurther(
  delivery: Delivery<ReplyContent>,
  sentAs: ReplyBody["kind"],
): readonly Part<ReplyContent>[] | undefined {
  const { body } = delivery.part.content;
  const maxBytes = Math.floor(encodedBytes(body.text) * PIECE);
  if (maxBytes < LEAST_BYTES) return undefined;
  const { title, text } = body;
  return cut(delivery, sentAs === body.kind ? body : { kind: "markdown", title, text }, maxBytes);
}

/** As it stands in a `msgParam`, the longest of its encodings. */
function encodedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(text)));
}

function cut(
  { tenantId, part }: Delivery<ReplyContent>,
  body: ReplyBody,
  maxBytes: number,
): readonly Part<ReplyContent>[] {
  const texts = splitMarkdown(body.text, { maxBytes });
  return texts.map((text, index) => {
    const id = `${part.id}.${index + 1}`;
    const isFirst = index === 0;
    const isLast = index === texts.length - 1;
    return {
      ...part,
      id,
      // The messages are answered when all of it is out.
      messages: isLast ? part.messages : 0,
      content: {
        ...part.content,
        body: { ...(isFirst ? body : nextOf(body, tenantId, id)), text },
        mention: isFirst && part.content.mention,
      },
    };
  });
}

/** The first piece keeps the card that may be open already; each further one needs its own. */
function nextOf(body: ReplyBody, tenantId: string, partId: string): ReplyBody {
  if (body.kind === "markdown") return body;
  return { ...body, outTrackId: outTrackIdOfPart(tenantId, partId), open: false };
}
