import type { Ruler } from "./encoded-size.ts";
import type { Fence } from "./markdown-block.ts";

/** What is written around a cut, so that a block goes on in the next part. */
export interface Frame {
  /** Ends the part before the cut. */
  readonly closing: string;
  readonly closingSize: number;
  /** Begins the part after the cut. */
  readonly opening: string;
  readonly openingSize: number;
}

/** The frames of one block: between its lines, and inside a line. */
export interface BlockFrames {
  readonly between: Frame;
  readonly inside: Frame;
}

export interface FrameMaker {
  readonly forFence: (fence: Fence) => BlockFrames;
  /** `head` is the header and the delimiter row. */
  readonly forTable: (head: string, quote: string) => BlockFrames;
  /** Inside a line of a block quote: the rest of it needs the markers. */
  readonly forQuote: (quote: string) => Frame;
}

export const noFrame: Frame = { closing: "", closingSize: 0, opening: "", openingSize: 0 };

/** Frames larger than `most` are left out: they would leave too little of a part for the text. */
export function createFrameMaker(ruler: Ruler, most: number): FrameMaker {
  function makeFrame(closing: string, opening: string): Frame | undefined {
    const frame = { closing, closingSize: ruler.sizeOf(closing), opening, openingSize: ruler.sizeOf(opening) };
    return frame.closingSize + frame.openingSize > most ? undefined : frame;
  }

  function makeFenceFrames({ prefix, marker, quote }: Fence, info: string): BlockFrames | undefined {
    // The line break makes it as long as the real closing line, which therefore fits wherever this one does.
    const closing = `${prefix}${marker}\n`;
    const opening = `${prefix}${marker}${info}\n`;
    const between = makeFrame(closing, opening);
    const inside = makeFrame(`\n${closing}`, opening + quote);
    return between && inside && { between, inside };
  }

  return {
    forFence: (fence) =>
      makeFenceFrames(fence, fence.info) ?? makeFenceFrames(fence, "") ?? { between: noFrame, inside: noFrame },
    forTable: (head, quote) => ({
      between: makeFrame("", head) ?? noFrame,
      inside: makeFrame("", head + quote) ?? noFrame,
    }),
    forQuote: (quote) => makeFrame("", quote) ?? noFrame,
  };
}
