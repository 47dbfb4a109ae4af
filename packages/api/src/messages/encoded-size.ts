/** How often a text is encoded as JSON before it is sent. */
export type JsonLayers = 1 | 2;

/** Measures texts in bytes of UTF-8 after encoding as JSON, without the quotes around the whole. */
export interface Ruler {
  readonly sizeOf: (text: string) => number;
  /** The index after the last whole character that fits when `text` begins at `from`. */
  readonly reach: (text: string, from: number, room: number) => Reach;
}

export interface Reach {
  readonly index: number;
  /** Size of the text up to the index. */
  readonly size: number;
}

export function createRuler(layers: JsonLayers): Ruler {
  function reach(text: string, from: number, room: number): Reach {
    let index = from;
    let size = 0;
    while (index < text.length) {
      const code = text.codePointAt(index) ?? 0;
      const next = size + characterSize(code, layers);
      if (next > room) break;
      size = next;
      index += code > 0xffff ? 2 : 1;
    }
    return { index, size };
  }
  return { reach, sizeOf: (text) => reach(text, 0, Number.POSITIVE_INFINITY).size };
}

/** Bytes of the quotes around a text: `"…"`, or `"\"…\""` when encoded twice. */
export function quotesSize(layers: JsonLayers): number {
  return layers === 1 ? 2 : 6;
}

function characterSize(code: number, layers: JsonLayers): number {
  if (code === 0x22 || code === 0x5c) return 2 * layers;
  if (code < 0x20) return controlSize(code, layers);
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  // Half of a surrogate pair is written as \udxxx.
  if (code >= 0xd800 && code <= 0xdfff) return 5 + layers;
  return code > 0xffff ? 4 : 3;
}

/** Backspace, tab, line feed, form feed and return have short names such as \n, the others are written as \u00xx. */
function controlSize(code: number, layers: JsonLayers): number {
  const isShort = code >= 0x08 && code <= 0x0d && code !== 0x0b;
  return (isShort ? 1 : 5) + layers;
}
