import type { AddressInfo, Server } from "node:net";
import { StartupError } from "../process/startup-error.ts";

export interface ListenOptions {
  /** 0 picks a free port. */
  port: number;
  host: string;
  /** Names of the settings that an operator changes when the port cannot be opened. */
  settings: { port: string; host: string };
}

/** Where a server listens. */
export interface ListeningAddress {
  /** `http://host:port`. */
  url: string;
  port: number;
}

/** Opens the port of an HTTP server. Throws StartupError, which says what to set, when that cannot be done. */
export async function listen(server: Server, options: ListenOptions): Promise<ListeningAddress> {
  const { port, host } = options;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ port, host }, resolve);
  try {
    await promise;
  } catch (error) {
    throw toStartupError(error, options);
  }
  server.off("error", reject);
  // The address of a listening TCP server is never a string or null.
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, port: address.port };
}

function toStartupError(error: unknown, { port, host, settings }: ListenOptions): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const options = { cause: error };
  switch (code) {
    case "EADDRINUSE":
      return new StartupError(
        "port_taken",
        `port ${port} on ${host} is taken by another program: set ${settings.port} to a free one, or to 0`,
        options,
      );
    case "EACCES":
      return new StartupError(
        "port_refused",
        `port ${port} may not be opened by this user: set ${settings.port} to one above 1023, or to 0`,
        options,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new StartupError(
        "port_refused",
        `this machine has no address ${host}: set ${settings.host} to 127.0.0.1 or 0.0.0.0`,
        options,
      );
    default:
      return error;
  }
}
