/** What `run` comes to. @throws Error when it takes longer; it goes on then, and what it comes to is not looked at. */
export async function inTime<T>(run: () => Promise<T>, timeoutMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no result within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([run(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
