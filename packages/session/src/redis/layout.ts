/** The form of what dt keeps in Redis, so that releases that cannot read each other's data never share it. */
import type { RedisClient } from "./redis.ts";

/**
 * The layout that this release writes. It is raised with a change that the release before could not live with beside
 * this one; what only adds keys and fields leaves it as it is. Data without a number is that of the first release, 1.
 */
const LAYOUT = 1;

const KEY = "dt:layout";

/** Raises the number, never lowers it, and tells what it is. ARGV: the layout that the caller writes. */
const script = `
local known = tonumber(redis.call('GET', KEYS[1]) or 0)
local own = tonumber(ARGV[1])
if known >= own then return known end
redis.call('SET', KEYS[1], own)
return own`;

/** A newer release writes to this Redis. */
export class NewerLayoutError extends Error {
  override readonly name = "NewerLayoutError";

  constructor(found: number, known: number) {
    super(
      `Redis holds data of layout ${found}, and this release of dt knows layouts up to ${known}: a newer release has been ` +
        "started on it. Start the newer release everywhere, or restore Redis from a copy made before the upgrade.",
    );
  }
}

/**
 * Marks the data as being of this release's layout or a newer one.
 * @throws NewerLayoutError when it is newer: nothing may be touched then
 */
export async function claimLayout(redis: RedisClient, own: number = LAYOUT): Promise<void> {
  const found = Number(await redis.eval(script, 1, KEY, own));
  if (found > own) throw new NewerLayoutError(found, own);
}

/** Looks at the layout without claiming it, for who only visits. @throws NewerLayoutError */
export async function checkLayout(redis: RedisClient): Promise<void> {
  const found = Number(await redis.get(KEY));
  if (found > LAYOUT) throw new NewerLayoutError(found, LAYOUT);
}

export interface LayoutWatchOptions {
  readonly redis: RedisClient;
  /** Called once, when a newer release has been started beside this one. */
  readonly onNewer: (error: NewerLayoutError) => void;
  /** @default 5 s */
  readonly intervalMs?: number;
  /** @default {@link LAYOUT} */
  readonly own?: number;
}

/** Claims the layout, and looks at it from then on. @throws NewerLayoutError */
export async function watchLayout(options: LayoutWatchOptions): Promise<{ close(): void }> {
  const { redis, onNewer, intervalMs = 5000, own = LAYOUT } = options;
  await claimLayout(redis, own);

  async function look(): Promise<void> {
    try {
      await claimLayout(redis, own);
    } catch (error) {
      // An outage says nothing about the data; it is looked at again afterwards.
      if (!(error instanceof NewerLayoutError)) return;
      clearInterval(timer);
      onNewer(error);
    }
  }

  const timer = setInterval(() => void look(), intervalMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
