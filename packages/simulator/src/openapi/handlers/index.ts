import type { Handlers } from "../call.ts";
import { cardHandlers } from "./cards.ts";
import { mediaHandlers } from "./media.ts";
import { robotHandlers } from "./robot.ts";
import { streamHandlers } from "./stream.ts";
import { tokenHandlers } from "./tokens.ts";
import { webhookHandlers } from "./webhooks.ts";

/** What is simulated, by operation. A new group is one file and one line here. */
export const handlers: Handlers = {
  ...tokenHandlers,
  ...robotHandlers,
  ...webhookHandlers,
  ...cardHandlers,
  ...mediaHandlers,
  ...streamHandlers,
};
