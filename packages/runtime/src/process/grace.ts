/**
 * A signal that aborts some time after another one: work under way when a service has to stop may still finish, but
 * not for ever.
 */
export function graceAfter(signal: AbortSignal, graceMs: number): AbortSignal {
  const controller = new AbortController();
  const begin = () => setTimeout(() => controller.abort(signal.reason), graceMs).unref();
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return controller.signal;
}
