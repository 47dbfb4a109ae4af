import { cutInsideLine } from "./cut-inside-line.ts";
import { createRuler, type JsonLayers, type Ruler } from "./encoded-size.ts";
import { createFrameMaker, type Frame, noFrame } from "./frame.ts";
import { type CutRank, type MarkdownLine, readMarkdownLines } from "./markdown-lines.ts";

/** A stretch of the original text with what keeps its first and last block whole. */
export interface MarkdownPiece {
  /** A repeated fence, table head or quote marker. */
  readonly opening: string;
  readonly content: string;
  /** The end of a fence that goes on in the next piece. */
  readonly closing: string;
}

/** Where a piece begins, or the last one ends. */
interface Cut {
  /** Index of the line that the cut stands in or in front of. */
  readonly line: number;
  /** Index in the text. */
  readonly offset: number;
  /** Size of what is left of the line. */
  readonly lineSize: number;
  readonly frame: Frame;
}

/** What all cuts of one text need. */
interface Material {
  readonly text: string;
  readonly lines: readonly MarkdownLine[];
  readonly ruler: Ruler;
  /** The most that a piece may measure. */
  readonly room: number;
}

/** A line that does not fit into a piece any more. */
interface Overflow {
  readonly line: number;
  /** Size of the piece in front of the line. */
  readonly used: number;
  /** By rank, the last line that the piece can be cut in front of. */
  readonly cuts: ReadonlyMap<CutRank, number>;
  /** Those that leave the piece at least a quarter full. */
  readonly fullCuts: ReadonlyMap<CutRank, number>;
}

const goodRanks = ["paragraph", "line", "inner"] as const;

/** Pieces of at most `room`, in order; their contents, joined, are the text. */
export function cutMarkdown(text: string, room: number, layers: JsonLayers): MarkdownPiece[] {
  const ruler = createRuler(layers);
  const lines = readMarkdownLines(text, ruler, createFrameMaker(ruler, Math.floor(room / 2)));
  const material: Material = { text, lines, ruler, room };
  const pieces: MarkdownPiece[] = [];
  let from = cutBefore(material, 0, noFrame);
  while (from.offset < text.length) {
    const to = nextCut(from, material);
    pieces.push({
      opening: from.frame.opening,
      content: text.slice(from.offset, to.offset),
      closing: to.frame.closing,
    });
    from = to;
  }
  return pieces;
}

function cutBefore({ text, lines }: Material, line: number, frame = lines[line]?.frame ?? noFrame): Cut {
  return { line, offset: lines[line]?.start ?? text.length, lineSize: lines[line]?.size ?? 0, frame };
}

function nextCut(from: Cut, material: Material): Cut {
  const overflow = findOverflow(from, material);
  if (overflow === undefined) return cutBefore(material, material.lines.length);
  return cutBetweenLines(overflow, material) ?? cutWithinLine(from, overflow, material);
}

/** Undefined when the rest of the text fits into the piece. */
function findOverflow(from: Cut, { lines, room }: Material): Overflow | undefined {
  const cuts = new Map<CutRank, number>();
  const fullCuts = new Map<CutRank, number>();
  let used = from.frame.openingSize;
  for (let index = from.line; index < lines.length; index += 1) {
    const { rank = "poor", size = 0 } = lines[index] ?? {};
    if (index > from.line) {
      cuts.set(rank, index);
      if (used >= room / 4) fullCuts.set(rank, index);
    }
    const lineSize = index > from.line ? size : from.lineSize;
    if (used + lineSize + closingSizeAfter(index, lines) > room) return { line: index, used, cuts, fullCuts };
    used += lineSize;
  }
  return undefined;
}

/** Keeps room for what would close the piece behind the line. */
function closingSizeAfter(line: number, lines: readonly MarkdownLine[]): number {
  return lines[line + 1]?.frame.closingSize ?? 0;
}

/** Undefined when the line that does not fit has to be cut itself. */
function cutBetweenLines({ line, used, cuts, fullCuts }: Overflow, material: Material): Cut | undefined {
  const full = bestOf(fullCuts, goodRanks);
  if (full !== undefined) return cutBefore(material, full);
  if (used < material.room / 4 && !fitsAlone(line, material)) return undefined;
  const any = bestOf(cuts, [...goodRanks, "poor"]);
  return any === undefined ? undefined : cutBefore(material, any);
}

function bestOf(cuts: ReadonlyMap<CutRank, number>, ranks: readonly CutRank[]): number | undefined {
  return ranks.map((rank) => cuts.get(rank)).find((line) => line !== undefined);
}

function fitsAlone(line: number, { lines, room }: Material): boolean {
  const { frame = noFrame, size = 0 } = lines[line] ?? {};
  return frame.openingSize + size + closingSizeAfter(line, lines) <= room;
}

function cutWithinLine(from: Cut, { line, used }: Overflow, { text, lines, ruler, room }: Material): Cut {
  const { start = 0, size = 0, inside = noFrame } = lines[line] ?? {};
  const isFirst = line === from.line;
  const begin = isFirst ? from.offset : start;
  const { index } = ruler.reach(text, begin, room - used - inside.closingSize);
  const offset = cutInsideLine(text, begin, index);
  const rest = (isFirst ? from.lineSize : size) - ruler.sizeOf(text.slice(begin, offset));
  return { line, offset, lineSize: rest, frame: inside };
}
