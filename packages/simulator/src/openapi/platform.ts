import type { CardCallbackTarget } from "../gateway/card-callback.ts";
import type { SimulatorRecord } from "../record/record.ts";
import type { Approvals } from "../world/approval/approvals.ts";
import type { Clock } from "../world/clock.ts";
import type { Organization } from "../world/organization/organization.ts";
import type { Random } from "../world/random.ts";
import type { Todos } from "../world/todo/todos.ts";
import type { App } from "../world/types.ts";
import type { World } from "../world/world.ts";
import type { Cards } from "./cards/cards.ts";
import type { Permissions } from "./checks/permissions.ts";
import type { Media } from "./media/media.ts";
import type { PagingOptions } from "./paging/paging-options.ts";
import type { CustomRobots } from "./robot/custom-robots.ts";
import type { Dings } from "./robot/dings.ts";
import type { PersonChats } from "./robot/person-chats.ts";
import type { Sends } from "./robot/sends.ts";
import type { Sessions } from "./robot/sessions.ts";
import type { AuthCodes } from "./tokens/auth-codes.ts";
import type { Tokens } from "./tokens/tokens.ts";

/** The state behind the operations. */
export interface Platform {
  readonly world: World;
  readonly organization: Organization;
  readonly clock: Clock;
  readonly random: Random;
  readonly record: SimulatorRecord;
  readonly tokens: Tokens;
  readonly authCodes: AuthCodes;
  readonly permissions: Permissions;
  readonly sessions: Sessions;
  readonly sends: Sends;
  readonly cards: Cards;
  /** Where apps want to hear of clicks on cards, by app key and route key. */
  readonly cardCallbacks: Map<string, CardCallbackTarget>;
  readonly personChats: PersonChats;
  readonly dings: Dings;
  readonly media: Media;
  readonly todos: Todos;
  readonly approvals: Approvals;
  readonly customRobots: CustomRobots;
  readonly paging: Required<PagingOptions>;
  /** Base URLs as others are told them, known once the listeners are up. */
  readonly urls: { api: string; oapi: string; stream: string; control: string };
  /** Opens a Stream connection for an app: the answer of the gateway. */
  openConnection(app: App, subscriptions: readonly Subscription[]): { endpoint: string; ticket: string };
}

/** What a Stream connection wants to be pushed. */
export interface Subscription {
  readonly type: "EVENT" | "CALLBACK" | "SYSTEM";
  readonly topic: string;
}
