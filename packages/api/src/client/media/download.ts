import { lookup as resolve } from "node:dns";
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { Transform } from "node:stream";
import { DingTalkError, type DingTalkErrorCode } from "../../errors/dingtalk-error.ts";
import { proxyFailure } from "../../errors/network-error.ts";
import { isPrivateAddress } from "./private-address.ts";

export interface DownloadOptions {
  /** Origins that may lie in a private network, such as that of a configured `apiUrl`. @default none */
  readonly trustedOrigins?: readonly string[];
  /** A larger file fails, while it is read at the latest. @default 20 MiB */
  readonly maxBytes?: number;
  /** Limit until the first byte, and of every silence after it, in milliseconds. @default 15_000 */
  readonly timeoutMs?: number;
  /** Ends the download, also while the file is read. */
  readonly signal?: AbortSignal;
  /** Called while the file is read. `totalBytes` is undefined where the server does not tell. */
  readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
}

/** A file that is being downloaded. Read `stream` to its end or destroy it. */
export interface Download {
  readonly stream: AsyncIterable<Uint8Array> & { destroy(): void };
  readonly contentType: string | undefined;
  readonly totalBytes: number | undefined;
}

const usualMaxBytes = 20 * 1_048_576;
const usualTimeoutMs = 15_000;
const mostRedirects = 3;

/**
 * Downloads from a URL that came with a message. Such a URL must not make this process call machines of its own
 * network: addresses are checked when the connection is made, after every redirect too. A name that a proxy resolves is
 * left to that proxy.
 * @throws DingTalkError
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Download> {
  let target = toWebUrl(url);
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await get(target, options);
    const { location } = response.headers;
    if (
      location === undefined ||
      response.statusCode === undefined ||
      response.statusCode < 300 ||
      response.statusCode > 399
    )
      return toDownload(response, options);
    response.destroy();
    target = toWebUrl(new URL(location, target).href);
  }
  throw failure("unavailable", `it was redirected more than ${mostRedirects} times`);
}

function toWebUrl(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw failure("invalid_request", "the URL is not a web address");
}

function get(
  url: URL,
  { trustedOrigins = [], signal, timeoutMs = usualTimeoutMs }: DownloadOptions,
): Promise<IncomingMessage> {
  const { promise, resolve: fulfil, reject } = Promise.withResolvers<IncomingMessage>();
  const trusted = trustedOrigins.includes(url.origin);
  const host = url.hostname.replaceAll(/^\[|\]$/g, "");
  // A literal address is never looked up, so it is checked here.
  if (!trusted && isIP(host) !== 0 && isPrivateAddress(host)) throw privateNetwork();
  const limited = AbortSignal.any([...(signal === undefined ? [] : [signal]), AbortSignal.timeout(timeoutMs)]);
  const options: RequestOptions = {
    agent: false,
    headers: { accept: "*/*" },
    ...(trusted ? {} : { lookup: publicLookup }),
  };
  const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, options, fulfil);
  const abort = (): void => {
    reject(aborted(limited.reason));
    // It may say nothing of that, while it waits for a tunnel through a proxy.
    request.destroy();
  };
  request.on("error", (error: NodeJS.ErrnoException) => {
    const why = proxyFailure(error) ?? error.code ?? "the connection failed";
    reject(error instanceof DingTalkError ? error : failure("network", why));
  });
  if (limited.aborted) abort();
  limited.addEventListener("abort", abort);
  request.end();
  return promise.finally(() => limited.removeEventListener("abort", abort));
}

/** Resolves a name for a connection; fails when any of its addresses is private. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    if (addresses.some(({ address }) => isPrivateAddress(address))) return callback(privateNetwork(), []);
    const [first] = addresses;
    if (options.all === true || first === undefined) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};

function toDownload(response: IncomingMessage, options: DownloadOptions): Download {
  const { maxBytes = usualMaxBytes, timeoutMs = usualTimeoutMs, signal } = options;
  const { statusCode = 0, headers } = response;
  if (statusCode !== 200) {
    response.destroy();
    throw failure(statusCode >= 500 ? "unavailable" : "not_found", `HTTP ${statusCode}`, statusCode);
  }
  const length = Number(headers["content-length"] ?? Number.NaN);
  const totalBytes = Number.isFinite(length) ? length : undefined;
  if (totalBytes !== undefined && totalBytes > maxBytes) {
    response.destroy();
    throw tooLarge(maxBytes);
  }
  const stream = limit(response, { maxBytes, totalBytes, onProgress: options.onProgress });
  endInTime(response, stream, timeoutMs, signal);
  return { stream, contentType: headers["content-type"], totalBytes };
}

/** A server that falls silent in the middle, and a caller that gives up, end the stream with an error. */
function endInTime(response: IncomingMessage, stream: Transform, timeoutMs: number, signal?: AbortSignal): void {
  const abort = (): void => void stream.destroy(aborted(signal?.reason));
  // A reader that takes its time stops the reading, and no silence of the server's is counted then.
  const silence = (): void => {
    if (!response.isPaused()) stream.destroy(failure("timeout", "its server fell silent in the middle"));
  };
  response.socket.setTimeout(timeoutMs).on("timeout", silence);
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort);
  stream.on("close", () => signal?.removeEventListener("abort", abort));
}

interface LimitOptions {
  readonly maxBytes: number;
  readonly totalBytes: number | undefined;
  readonly onProgress: DownloadOptions["onProgress"];
}

function limit(response: IncomingMessage, { maxBytes, totalBytes, onProgress }: LimitOptions): Transform {
  let bytes = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) return done(tooLarge(maxBytes));
      onProgress?.(bytes, totalBytes);
      return done(null, chunk);
    },
  });
  response.on("error", () => limited.destroy(failure("network", "the connection broke")));
  response.on("close", () => {
    if (!response.complete) limited.destroy(failure("network", "the connection broke"));
  });
  limited.on("close", () => response.destroy());
  return response.pipe(limited);
}

function failure(code: DingTalkErrorCode, why: string, httpStatus?: number): DingTalkError {
  return new DingTalkError(`The file could not be downloaded: ${why}.`, { code, httpStatus });
}

function tooLarge(maxBytes: number): DingTalkError {
  return failure("too_large", `it has more than ${maxBytes} bytes`);
}

function privateNetwork(): DingTalkError {
  return failure("refused", "its address leads into a private network");
}

function aborted(reason: unknown): DingTalkError {
  const timedOut = reason instanceof Error && reason.name === "TimeoutError";
  return timedOut ? failure("timeout", "no answer in time") : failure("aborted", "its caller aborted it");
}
