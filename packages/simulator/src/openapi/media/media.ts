import { randomBytes } from "node:crypto";
import { BoundedMap } from "../../world/bounded.ts";
import type { Clock } from "../../world/clock.ts";

export interface MediaFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly name?: string;
}

interface Download {
  readonly file: MediaFile;
  readonly appKey: string;
}

interface TemporaryUrl {
  readonly file: MediaFile;
  readonly expiresAt: number;
}

/** Files that people sent to robots, and files that robots uploaded. */
export interface Media {
  /** Keeps a file that was sent to a robot; returns the code that the push carries. */
  receive(appKey: string, file: MediaFile): string;
  /** The file behind a download code; undefined for another app's code. */
  received(appKey: string, downloadCode: string): MediaFile | undefined;
  /** Keeps an uploaded file; returns its media id. */
  upload(file: MediaFile): string;
  uploaded(mediaId: string): MediaFile | undefined;
  /** A key under which the file can be fetched for 30 minutes, or as long as is said. */
  share(file: MediaFile, lifetimeMs?: number): string;
  shared(key: string): MediaFile | undefined;
}

const temporaryUrlMs = 30 * 60_000;

/** @param kept how many files of each kind are kept. */
export function createMedia(clock: Clock, kept: number): Media {
  const downloads = new BoundedMap<string, Download>(kept);
  const uploads = new BoundedMap<string, MediaFile>(kept);
  const temporary = new BoundedMap<string, TemporaryUrl>(kept);
  return {
    receive: (appKey, file) => {
      const code = randomBytes(24).toString("base64");
      downloads.set(code, { file, appKey });
      return code;
    },
    received: (appKey, downloadCode) => {
      const download = downloads.get(downloadCode);
      return download?.appKey === appKey ? download.file : undefined;
    },
    upload: (file) => {
      const mediaId = `@lADP${randomBytes(15).toString("base64url")}`;
      uploads.set(mediaId, file);
      return mediaId;
    },
    uploaded: (mediaId) => uploads.get(mediaId),
    share: (file, lifetimeMs = temporaryUrlMs) => {
      const key = randomBytes(16).toString("hex");
      temporary.set(key, { file, expiresAt: clock.now() + lifetimeMs });
      return key;
    },
    shared: (key) => {
      const found = temporary.get(key);
      return found && found.expiresAt > clock.now() ? found.file : undefined;
    },
  };
}
