/** Which session speaks next. */

/**
 * Numbers from 0 to below `count`, small ones more often: of 2 000 sessions the first tenth gets a third of the
 * messages, the busiest one 2 %. The same sequence in every run.
 */
export function skewedSessions(count: number): () => number {
  const random = createRandom(1);
  return () => Math.floor(count * random() ** 2);
}

/** Each session in its turn, so that none has to wait for its own last answer. */
export function sessionsInTurn(count: number): () => number {
  let next = 0;
  return () => next++ % count;
}

/** xorshift32: from 0 to below 1, and the same sequence for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
