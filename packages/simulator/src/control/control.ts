import type { IncomingMessage, ServerResponse } from "node:http";
import { type Exchange, sendReply } from "../http/exchange.ts";
import { handleWith } from "../http/handle.ts";
import { serveChatFile } from "../openapi/media/files.ts";
import { loginPage } from "../openapi/tokens/login-page.ts";
import type { State } from "../simulator/state.ts";
import type { Attachment, Simulator } from "../simulator/types.ts";
import { administer } from "./administer.ts";

/** The control listener: model, administration, files of the chat, and whatever is attached. */
export function createControl(
  simulator: Simulator,
  state: State,
  attachments: readonly Attachment[],
): (request: IncomingMessage, response: ServerResponse) => void {
  const handleOwn = handleWith("control", (exchange) => answerOwn(simulator, state, exchange));
  const handleRest = handleWith("control", (exchange) => answerRest(state, exchange));
  return (request, response) => {
    if (isOwnPath(request.url ?? "/")) handleOwn(request, response);
    else if (!attachments.some((attachment) => attachment(request, response))) handleRest(request, response);
  };
}

async function answerOwn(simulator: Simulator, state: State, exchange: Exchange): Promise<void> {
  const login = loginPage(state.platform, exchange);
  if (login) sendReply(exchange.response, login);
  else await (state.model.handle(exchange) || administer(simulator, exchange));
}

async function answerRest(state: State, exchange: Exchange): Promise<void> {
  const message = `Nothing is served at ${exchange.path}.`;
  const served = serveChatFile(state, exchange);
  if (served) await served;
  else sendReply(exchange.response, { status: 404, body: { error: { message } } });
}

function isOwnPath(url: string): boolean {
  return ["/v1/", "/admin/", "/oauth2/"].some((prefix) => url.startsWith(prefix));
}
