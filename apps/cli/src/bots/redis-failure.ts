import { CliError } from "../cli-error.ts";

/** What to do about refusals of Redis, by the first word of its answer. */
const hints: Readonly<Record<string, string>> = {
  LOADING: "It is reading its data after a start; try again in a moment.",
  READONLY: "It is a replica: set REDIS_URL to the primary, or to the Sentinels as redis+sentinel://…",
  OOM: "It is full: raise maxmemory (CONFIG SET maxmemory …).",
  MISCONF: "It cannot write to its disk: look at its log.",
  MASTERDOWN: "It is a replica without its primary: set REDIS_URL to the primary.",
  CLUSTERDOWN: "The cluster is not complete: look at its nodes.",
};

/** A failure of Redis, or of the way to it, in the words of the command line; undefined for any other failure. */
export function explainRedis(cause: unknown, address: string): CliError | undefined {
  if (!(cause instanceof Error) || cause instanceof CliError) return undefined;
  const said = cause.message.replace(/\.$/, "");
  const [word = ""] = said.split(" ");
  if (/^(NOAUTH|WRONGPASS|NOPERM)$/.test(word)) {
    const hint = "Put user and password into REDIS_URL: redis://user:password@host:6379";
    return new CliError("AUTH_FAILED", `Redis at ${address} refuses the login: ${said}.`, { hint, cause });
  }
  const hint = hints[word];
  if (hint !== undefined) return new CliError("UNAVAILABLE", `Redis at ${address} refuses: ${said}.`, { hint, cause });
  return isLost(cause) ? lost(cause, address) : undefined;
}

/** As ioredis puts it when the connection goes, or nothing answers. */
function isLost({ name, message }: Error): boolean {
  return (
    name === "MaxRetriesPerRequestError" ||
    /^(Connection is closed|Command timed out|Stream isn't wr|connect E)/.test(message)
  );
}

function lost(cause: Error, address: string): CliError {
  const hint = "Start it, or set REDIS_URL to the Redis of the services; then repeat the command. dt doctor checks it.";
  return new CliError("UNAVAILABLE", `Redis at ${address} does not answer: ${cause.message}.`, { hint, cause });
}
