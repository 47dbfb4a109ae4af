import { Redis, type RedisOptions } from "ioredis";

/**
 * Sends all commands of one round of the event loop with one write: under load, system calls cost a client more than
 * the commands. They leave before the process waits for anything, so that a single command is not held up.
 */
export class BatchingRedis extends Redis {
  #isHeld = false;

  constructor(...options: [url: string, options: RedisOptions] | [options: RedisOptions]) {
    super(...(options as [RedisOptions]));
    this.on("close", () => this.#stopWaiting());
  }

  /** BullMQ makes its blocking connections with this. */
  override duplicate(override?: Partial<RedisOptions>): BatchingRedis {
    return new BatchingRedis({ ...this.options, ...override });
  }

  override sendCommand(...args: Parameters<Redis["sendCommand"]>): unknown {
    this.#hold();
    return super.sendCommand(...args);
  }

  #hold(): void {
    // Declared as always there, but it comes with the first connection.
    const stream = this.stream as Redis["stream"] | undefined;
    if (this.#isHeld || stream === undefined) return;
    this.#isHeld = true;
    stream.cork();
    setImmediate(() => {
      this.#isHeld = false;
      stream.uncork();
    });
  }

  /** The timer of `socketTimeout` outlives the connection that it watches, and would close the next one. */
  #stopWaiting(): void {
    clearTimeout(Reflect.get(this, "socketTimeoutTimer") as NodeJS.Timeout | undefined);
    Reflect.set(this, "socketTimeoutTimer", undefined);
  }
}
