import { Redis } from "ioredis";

/**
 * Sends all commands of one round of the event loop with one write: under load, system calls cost a client more than
 * the commands. They leave before the process waits for anything, so that a single command is not held up.
 */
export class BatchingRedis extends Redis {
  #isHeld = false;

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
}
