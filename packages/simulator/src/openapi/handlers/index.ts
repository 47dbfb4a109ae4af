import type { Handlers } from "../call.ts";
import { cardSetupHandlers } from "./card-setup.ts";
import { cardHandlers } from "./cards.ts";
import { departmentHandlers } from "./departments.ts";
import { dingHandlers } from "./ding.ts";
import { mediaHandlers } from "./media.ts";
import { robotHandlers } from "./robot.ts";
import { privateChatHandlers } from "./robot-private.ts";
import { streamHandlers } from "./stream.ts";
import { todoHandlers } from "./todo.ts";
import { tokenHandlers } from "./tokens.ts";
import { userHandlers } from "./users.ts";
import { webhookHandlers } from "./webhooks.ts";
import { approvalFileHandlers } from "./workflow-files.ts";
import { formHandlers } from "./workflow-forms.ts";
import { instanceHandlers } from "./workflow-instances.ts";
import { taskHandlers } from "./workflow-tasks.ts";

/** What is simulated, by operation. A new group is one file and one line here. */
export const handlers: Handlers = {
  ...tokenHandlers,
  ...userHandlers,
  ...departmentHandlers,
  ...todoHandlers,
  ...instanceHandlers,
  ...taskHandlers,
  ...formHandlers,
  ...approvalFileHandlers,
  ...robotHandlers,
  ...privateChatHandlers,
  ...dingHandlers,
  ...webhookHandlers,
  ...cardHandlers,
  ...cardSetupHandlers,
  ...mediaHandlers,
  ...streamHandlers,
};
