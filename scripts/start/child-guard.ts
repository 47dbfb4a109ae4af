/**
 * Loaded into every child process before its own code: when the launcher is gone, however it ended, the child
 * is told to stop as if by SIGTERM, and ended if it does not. The launcher's end shows as the closing of
 * the channel between the two.
 */

/** Services promise to stop within 15 s. Tests have less time. */
const stopLimitMs = Number(process.env["DT_ORPHAN_LIMIT_MS"] ?? 16_000);

function stopSelf(): void {
  process.kill(process.pid, "SIGTERM");
  // Every child leads a process group of its own: what it started ends with it.
  setTimeout(() => process.kill(-process.pid, "SIGKILL"), stopLimitMs).unref();
}

process.once("disconnect", stopSelf);
// The channel alone must not keep a child alive that has nothing more to do.
process.channel?.unref();
// The launcher may have ended while this process was still loading: then the event has gone by.
if (process.env["DT_LAUNCHED"] !== undefined && !process.connected) stopSelf();
