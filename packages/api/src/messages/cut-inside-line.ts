/** Finds the best place to cut a line that is too long for one part. */

/** With the quotes and brackets that belong to the sentence, and the space behind it. */
const sentenceEnd = /[。！？；…]+[”’」』）)"'\]]*\s*|[.!?;]["')\]]*\s+/g;
const wordEnd = /[，、：]+\s*|\s+/g;
/** Links, pictures, addresses, code and bold words stop working when cut inside. */
const unbreakable =
  /!?\[[^[\]\n]{0,200}\]\([^()\s]{0,2000}\)|https?:\/\/[!-~]{1,2000}|`[^`\n]{1,200}`|\*\*[^*\n]{1,200}\*\*/g;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Two of these beside each other are never one grapheme: printable ASCII, Chinese and Japanese characters. */
const plain = /[\u0020-\u007e\u3001-\u3029\u3030-\u3098\u309b-\u9fff]/;

/**
 * An index to cut at, more than `from` and at most `to`: after a sentence, else after a word if the piece keeps a
 * quarter of the room, else between two graphemes, so that no emoji falls apart. Only a grapheme that is larger than
 * the whole room is cut inside.
 */
export function cutInsideLine(text: string, from: number, to: number): number {
  const room = to - from;
  // As much again behind the room shows which words reach across its end.
  const window = text.slice(from, to + room + 1);
  const masked = window.replaceAll(unbreakable, (match) => "x".repeat(match.length));
  const least = Math.ceil(room / 4);
  const wanted =
    lastEnd(masked, sentenceEnd, room, least) ??
    lastEnd(masked, wordEnd, room, least) ??
    startOfUnbreakable(window, room, least) ??
    room;
  return from + (lastGraphemeEnd(window, wanted) || lastGraphemeEnd(window, room) || room);
}

/** End of the last match that ends within the room and leaves the piece at least `least` long. */
function lastEnd(text: string, pattern: RegExp, room: number, least: number): number | undefined {
  let last: number | undefined;
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    if (end > room) break;
    if (end >= least) last = end;
  }
  return last;
}

/** Where to cut in front of what reaches across the end of the room; undefined when nothing does. */
function startOfUnbreakable(text: string, room: number, least: number): number | undefined {
  for (const { index, 0: match } of text.matchAll(unbreakable)) {
    if (index + match.length > room) return index >= least && index < room ? index : undefined;
  }
  return undefined;
}

/** The last boundary between two graphemes up to `limit`; 0 when the first grapheme is longer. */
function lastGraphemeEnd(text: string, limit: number): number {
  const start = certainBoundary(text, limit);
  let last = start;
  // The boundary at the limit depends on the one character behind it.
  for (const { index } of graphemes.segment(text.slice(start, limit + 2))) {
    if (start + index <= limit) last = start + index;
  }
  return last;
}

/** A boundary not far before the limit, so that little has to be segmented. */
function certainBoundary(text: string, limit: number): number {
  for (let index = limit; index > 0; index -= 1) {
    if (plain.test(text.charAt(index - 1)) && plain.test(text.charAt(index))) return index;
  }
  return 0;
}
