/**
 * Shortens a text to about `maximum` characters (the mark comes on top): the beginning and the end stay,
 * with a mark between them that says how much is missing. Never cuts a surrogate pair.
 */
export function cutMiddle(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  // The beginning says what it is about, the end is what a person said last.
  const headLength = Math.ceil(maximum * 0.6);
  const head = withoutHalfPairAtEnd(text.slice(0, headLength));
  const tail = withoutHalfPairAtStart(text.slice(text.length - maximum + headLength));
  const missing = text.length - head.length - tail.length;
  return `${head}\n[… ${missing} characters left out …]\n${tail}`;
}

function withoutHalfPairAtEnd(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}

function withoutHalfPairAtStart(text: string): string {
  return /^[\uDC00-\uDFFF]/.test(text) ? text.slice(1) : text;
}
