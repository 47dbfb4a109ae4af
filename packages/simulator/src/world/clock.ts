export interface TimerHandle {
  cancel(): void;
}

/** Time as the simulator sees it: real time that runs on by itself and can be pushed forward. */
export interface Clock {
  /** Milliseconds since 1970. Follows a monotonic source: it never jumps back. */
  now(): number;
  /** Runs the action once, `delayMs` of this clock from now, up to {@link resolutionMs} late. */
  after(delayMs: number, action: () => void): TimerHandle;
  /** Moves time forward and runs, in order and before it returns, every timer that becomes due. */
  advance(ms: number): void;
  /** Cancels all timers. */
  close(): void;
}

/**
 * Timers are kept in buckets of this width. Almost every timer here is an acknowledgement time limit that is
 * cancelled long before it is due, so adding and cancelling must cost nothing.
 */
const resolutionMs = 5;

interface Timer {
  readonly action: () => void;
}

class VirtualClock implements Clock {
  readonly #origin = Date.now() - performance.now();
  readonly #buckets = new Map<number, Set<Timer>>();
  #offset = 0;
  #alarm: NodeJS.Timeout | undefined;
  #alarmBucket = Number.POSITIVE_INFINITY;

  now(): number {
    return Math.floor(this.#origin + performance.now() + this.#offset);
  }

  after(delayMs: number, action: () => void): TimerHandle {
    const bucket = Math.ceil((this.now() + Math.max(0, delayMs)) / resolutionMs);
    const timer = { action };
    const timers = this.#buckets.get(bucket);
    if (timers) timers.add(timer);
    else this.#buckets.set(bucket, new Set([timer]));
    if (bucket < this.#alarmBucket) this.#setAlarm(bucket);
    return { cancel: () => this.#cancel(bucket, timer) };
  }

  advance(ms: number): void {
    const target = this.now() + ms;
    for (let bucket = this.#earliest(); bucket * resolutionMs <= target; bucket = this.#earliest()) {
      this.#offset += Math.max(0, bucket * resolutionMs - this.now());
      this.#run(bucket);
    }
    this.#offset += Math.max(0, target - this.now());
    this.#rearm();
  }

  close(): void {
    this.#buckets.clear();
    clearTimeout(this.#alarm);
    this.#alarmBucket = Number.POSITIVE_INFINITY;
  }

  #cancel(bucket: number, timer: Timer): void {
    const timers = this.#buckets.get(bucket);
    if (timers?.delete(timer) && timers.size === 0) this.#buckets.delete(bucket);
  }

  #earliest(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const bucket of this.#buckets.keys()) if (bucket < earliest) earliest = bucket;
    return earliest;
  }

  #run(bucket: number): void {
    const timers = this.#buckets.get(bucket) ?? [];
    this.#buckets.delete(bucket);
    for (const { action } of timers) action();
  }

  #rearm(): void {
    const earliest = this.#earliest();
    if (earliest === Number.POSITIVE_INFINITY) this.#alarmBucket = earliest;
    else this.#setAlarm(earliest);
  }

  #setAlarm(bucket: number): void {
    clearTimeout(this.#alarm);
    this.#alarmBucket = bucket;
    const delayMs = Math.min(Math.max(1, bucket * resolutionMs - this.now()), 2 ** 31 - 1);
    this.#alarm = setTimeout(() => this.#ring(), delayMs);
    this.#alarm.unref();
  }

  #ring(): void {
    const now = this.now();
    for (let bucket = this.#earliest(); bucket * resolutionMs <= now; bucket = this.#earliest()) this.#run(bucket);
    this.#rearm();
  }
}

/** A clock that starts at the present and runs with real time. Its timers keep no process alive. */
export function createClock(): Clock {
  return new VirtualClock();
}
