const piecePattern =
  /[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]{1,2}|\s*[^\s\u3400-\u9fff\u3000-\u303f\uff00-\uffef]+|\s+/gu;

/** Cuts a text into pieces of about the size of tokens; joined they are the text again. */
export function toPieces(text: string): string[] {
  return text.match(piecePattern) ?? [];
}

/** A rough count, good enough for usage numbers: a token for four bytes. */
export function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}
