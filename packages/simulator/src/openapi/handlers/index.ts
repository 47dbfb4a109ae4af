import type { Handlers } from "../call.ts";
import { cardHandlers } from "./cards.ts";
import { departmentHandlers } from "./departments.ts";
import { mediaHandlers } from "./media.ts";
import { robotHandlers } from "./robot.ts";
import { streamHandlers } from "./stream.ts";
import { todoHandlers } from "./todo.ts";
import { tokenHandlers } from "./tokens.ts";
import { userHandlers } from "./users.ts";
import { webhookHandlers } from "./webhooks.ts";

/** What is simulated, by operation. A new group is one file and one line here. */
export const handlers: Handlers = {
  ...tokenHandlers,
  ...userHandlers,
  ...departmentHandlers,
  ...todoHandlers,
  ...robotHandlers,
  ...webhookHandlers,
  ...cardHandlers,
  ...mediaHandlers,
  ...streamHandlers,
};
