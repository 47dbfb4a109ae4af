import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CliError } from "../cli-error.ts";
import { interrupted } from "../dingtalk/to-cli-error.ts";
import type { Host } from "../host.ts";

const patienceMs = 300_000;

export interface ListenOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly state: string;
  /** Told the port once the browser may come. */
  readonly onListening: (port: number) => void;
  readonly interrupted: AbortSignal;
}

/** Waits for the browser to come back with the login code, for five minutes. */
export async function listenForCode(options: ListenOptions): Promise<string> {
  const { port, state, onListening, interrupted: signal } = options;
  const found = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? "/", "http://local");
    if (url?.pathname !== "/callback") return void response.writeHead(404).end();
    const code = readRedirect(url, state);
    const text =
      code instanceof CliError ? code.message : "Logged in. You can close this page. / 已登录，可以关闭此页面。";
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(text);
    // A page that guesses the address, without the state, must not end the login.
    if (!(code instanceof CliError)) found.resolve(code);
    else if (code.code === "AUTH_FAILED") found.reject(code);
  });
  const giveUp = (): void => found.reject(interrupted());
  signal.addEventListener("abort", giveUp);
  if (signal.aborted) giveUp();
  const timer = setTimeout(
    () => found.reject(new CliError("UNAVAILABLE", "Nobody logged in within five minutes.")),
    patienceMs,
  );
  try {
    server.once("error", (cause) => found.reject(cannotListen(port, cause)));
    server.listen(port, "127.0.0.1", () => onListening((server.address() as AddressInfo).port));
    return await found.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
    server.close();
    server.closeAllConnections();
  }
}

/** Asks for the address that the browser ended on, or the code in it. */
export async function askForCode(host: Host, state: string): Promise<string> {
  const { ask } = await import("../credentials/prompt.ts");
  const { answer = "" } = await ask(host, [
    { key: "answer", label: "Address that the browser shows now", secret: true },
  ]);
  const url = URL.parse(answer);
  const code = url === null ? answer : readRedirect(url, state);
  if (code instanceof CliError) throw code;
  return code;
}

/** The code in the address. DingTalk calls it `authCode`. */
function readRedirect(url: URL, state: string): string | CliError {
  if (url.searchParams.get("state") !== state)
    return new CliError(
      "INVALID_ARGUMENTS",
      "The address does not belong to this login; begin again with dt auth login.",
    );
  const code = url.searchParams.get("authCode") ?? url.searchParams.get("code");
  if (code !== null && code !== "") return code;
  return new CliError("AUTH_FAILED", `The login was declined (${url.searchParams.get("error") ?? "no code"}).`);
}

function cannotListen(port: number, cause: Error): CliError {
  const hint = "Choose a registered address with another --port, or --paste.";
  return new CliError("UNAVAILABLE", `The login cannot listen on port ${port}: ${cause.message}.`, { hint, cause });
}
