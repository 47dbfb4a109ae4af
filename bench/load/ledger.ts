/** Who was asked what, and whether it was answered once and in order: a number from a broken run is no number. */

/** What a run came to. Anything but zeros in the last three makes its numbers void. */
export interface Check {
  readonly asked: number;
  readonly answered: number;
  readonly missing: number;
  /** Answers to messages that had been answered. */
  readonly doubled: number;
  /** Answers that came after the answer to a later message of the same session. */
  readonly unordered: number;
}

/** Messages are numbered from 1; their text names the number, and so does whatever answers them. */
export class Ledger {
  readonly #waiting = new Map<number, number>();
  readonly #newest: number[] = [];
  #asked = 0;
  #answered = 0;
  #doubled = 0;
  #unordered = 0;

  get waiting(): number {
    return this.#waiting.size;
  }

  get answered(): number {
    return this.#answered;
  }

  /** Numbers the next message of a session. */
  ask(session: number): number {
    const number = ++this.#asked;
    this.#waiting.set(number, session);
    return number;
  }

  /** False when nobody waits for that answer. */
  answer(number: number): boolean {
    const session = this.#waiting.get(number);
    if (session === undefined) {
      this.#doubled++;
      return false;
    }
    this.#waiting.delete(number);
    this.#answered++;
    if ((this.#newest[session] ?? 0) > number) this.#unordered++;
    else this.#newest[session] = number;
    return true;
  }

  check(): Check {
    return {
      asked: this.#asked,
      answered: this.#answered,
      missing: this.#waiting.size,
      doubled: this.#doubled,
      unordered: this.#unordered,
    };
  }
}

/** What a person says: it names its number. */
export function questionText(number: number): string {
  return `m${number} 你好，请帮我看看今天的安排，谢谢`;
}

/** An answer that names all that it answers. */
export function answerText(numbers: readonly number[]): string {
  return numbers.map((number) => `m${number}`).join(" ");
}

/** The numbers that a text names, in its order. */
export function numbersIn(text: string): number[] {
  return Array.from(text.matchAll(/\bm(\d+)\b/g), ([, digits]) => Number(digits));
}
