/** The candidate that was probably meant by a mistyped word; undefined when none is near. */
export function suggest(typed: string, candidates: readonly string[]): string | undefined {
  const plain = toPlain(typed);
  const same = candidates.find((candidate) => toPlain(candidate) === plain);
  if (same !== undefined) return same;
  const allowed = Math.max(1, Math.floor(plain.length / 3));
  const near = candidates
    .map((candidate) => ({ candidate, distance: editDistance(plain, toPlain(candidate)) }))
    .filter(({ distance }) => distance <= allowed)
    .toSorted((left, right) => left.distance - right.distance);
  return near[0]?.candidate;
}

/** `userId`, `user_id` and `user-id` are one word to a person. */
function toPlain(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, "");
}

/** Insertions, deletions, replacements and swaps of neighbours between two words. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = at(last, j - 1) + (left[i - 1] === right[j - 1] ? 0 : 1);
      const best = Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced);
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      row.push(swapped ? Math.min(best, at(beforeLast, j - 2) + 1) : best);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, right.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
