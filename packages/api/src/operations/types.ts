import type { OperationInput, OperationResult } from "../operation.ts";
import type * as cards from "./cards.ts";
import type * as departments from "./departments.ts";
import type * as media from "./media.ts";
import type * as robotDings from "./robot/dings.ts";
import type * as robotFiles from "./robot/files.ts";
import type * as robotGroups from "./robot/groups.ts";
import type * as robotPeople from "./robot/people.ts";
import type * as robotPrivateChats from "./robot/private-chats.ts";
import type * as robotWebhooks from "./robot/webhooks.ts";
import type * as stream from "./stream.ts";
import type * as todoLists from "./todo/lists.ts";
import type * as todoTasks from "./todo/tasks.ts";
import type * as tokens from "./tokens.ts";
import type * as leavers from "./users/leavers.ts";
import type * as userLists from "./users/lists.ts";
import type * as people from "./users/people.ts";
import type * as workflowAttachments from "./workflow/attachments.ts";
import type * as workflowForms from "./workflow/forms.ts";
import type * as workflowInstances from "./workflow/instances.ts";
import type * as workflowTasks from "./workflow/tasks.ts";

/** What each file of this folder declares. */
export interface Files {
  tokens: typeof tokens;
  "users/people": typeof people;
  "users/lists": typeof userLists;
  "users/leavers": typeof leavers;
  departments: typeof departments;
  "robot/people": typeof robotPeople;
  "robot/groups": typeof robotGroups;
  "robot/private-chats": typeof robotPrivateChats;
  "robot/dings": typeof robotDings;
  "robot/webhooks": typeof robotWebhooks;
  "robot/files": typeof robotFiles;
  cards: typeof cards;
  "workflow/instances": typeof workflowInstances;
  "workflow/tasks": typeof workflowTasks;
  "workflow/forms": typeof workflowForms;
  "workflow/attachments": typeof workflowAttachments;
  "todo/tasks": typeof todoTasks;
  "todo/lists": typeof todoLists;
  media: typeof media;
  stream: typeof stream;
}

type Merged<Part> = (Part extends unknown ? (part: Part) => void : never) extends (whole: infer Whole) => void
  ? Whole
  : never;

/** Every operation by name. */
export type Operations = Merged<Files[keyof Files]>;
export type OperationName = keyof Operations;
/** Input of an operation by its name: path, query and body parameters in one object. */
export type InputFor<N extends OperationName> = OperationInput<Operations[N]>;
/** The same where people may also be named by the other kind of id, `{ userId }` or `{ unionId }`: it is converted. */
export type CallInputFor<N extends OperationName> = OperationInput<Operations[N], true>;
/** Answer of an operation by its name. */
export type ResultFor<N extends OperationName> = OperationResult<Operations[N]>;
