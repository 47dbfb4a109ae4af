import { randomInt, randomUUID } from "node:crypto";
import { CallbackSender } from "../callbacks/callbacks.ts";
import { createFaults } from "../faults/faults.ts";
import { Gateway } from "../gateway/gateway.ts";
import { type EventContext, pushEvent } from "../gateway/raw.ts";
import type { ServeContext } from "../http/serve.ts";
import { createModel, type Model } from "../model/model.ts";
import { createCards } from "../openapi/cards/cards.ts";
import { createMonthlyQuota, type MonthlyQuota } from "../openapi/checks/limits.ts";
import { createPermissions } from "../openapi/checks/permissions.ts";
import { createMedia } from "../openapi/media/media.ts";
import { choosePaging } from "../openapi/paging/paging-options.ts";
import type { Platform } from "../openapi/platform.ts";
import { createCustomRobots } from "../openapi/robot/custom-robots.ts";
import { createDings } from "../openapi/robot/dings.ts";
import { createPersonChats } from "../openapi/robot/person-chats.ts";
import { createSends } from "../openapi/robot/sends.ts";
import { createSessions } from "../openapi/robot/sessions.ts";
import { createAuthCodes } from "../openapi/tokens/auth-codes.ts";
import { createTokens } from "../openapi/tokens/tokens.ts";
import { SimulatorRecord } from "../record/record.ts";
import { approvalPush } from "../world/approval/announce.ts";
import { type Approvals, createApprovals } from "../world/approval/approvals.ts";
import { addDefaultApprovals } from "../world/approval/default-approvals.ts";
import { defaultForms } from "../world/approval/default-forms.ts";
import { createClock } from "../world/clock.ts";
import { defaultApp, defaultWorld } from "../world/default-world.ts";
import { defaultOrganization } from "../world/organization/default-organization.ts";
import { createOrganization, type Organization } from "../world/organization/organization.ts";
import { createRandom } from "../world/random.ts";
import { addDefaultTodos } from "../world/todo/default-todos.ts";
import { createTodos, type Todos } from "../world/todo/todos.ts";
import { World } from "../world/world.ts";
import type { SimulatorOptions } from "./types.ts";

/** Everything that lives inside a simulator. */
export interface State extends ServeContext {
  readonly world: World;
  readonly gateway: Gateway;
  readonly callbacks: CallbackSender;
  readonly platform: Platform;
  readonly model: Model;
  readonly serving: ServeContext;
  /** Stream messages and events per month. */
  readonly streamQuota: MonthlyQuota;
}

const mediaKept = 2_000;
const sendsKept = 50_000;

export function createState(options: SimulatorOptions): State {
  const clock = createClock();
  const random = createRandom(options.seed ?? randomInt(2 ** 32));
  const world = new World({ ...defaultWorld(), ...options.world, now: () => clock.now() });
  const record = new SimulatorRecord(options.record);
  const faults = createFaults(random);
  const serving = { faults, record, clock, random };
  const secretMark = options.marks?.secret;
  const callbacks = new CallbackSender({ world, clock, record }, options.callbacks);
  const gateway = new Gateway({ ...serving, world, secretMark, callbacks }, options.stream);
  const organization = organizationOf(world, options, clock.now());
  const streamQuota = createMonthlyQuota(clock, options.limits?.streamMessagesPerMonth ?? 0);
  const urls = { api: "", oapi: "", stream: "", control: "" };
  const platform: Platform = {
    world,
    organization,
    clock,
    random,
    record,
    urls,
    tokens: createTokens(clock, secretMark),
    authCodes: createAuthCodes(clock),
    permissions: createPermissions(),
    sessions: createSessions(clock, options.limits?.sessionsKept ?? 200_000, secretMark),
    sends: createSends(sendsKept),
    cards: createCards(options.cards),
    cardCallbacks: new Map(),
    personChats: createPersonChats(),
    dings: createDings(sendsKept),
    todos: todosOf(options, clock.now()),
    approvals: approvalsOf(options, { world, clock, gateway, organization, quota: streamQuota }),
    media: createMedia(clock, mediaKept),
    customRobots: createCustomRobots(clock),
    paging: choosePaging(options.paging),
    openConnection: (app, subscriptions) => ({
      endpoint: `${urls.stream}/connect`,
      ticket: gateway.issueTicket(app.appKey, subscriptions),
    }),
  };
  return {
    ...serving,
    serving,
    streamQuota,
    world,
    gateway,
    callbacks,
    platform,
    model: createModel(serving, options.model, options.marks?.answer),
  };
}

/** A world with people of its own gets no others. */
function organizationOf(world: World, options: SimulatorOptions, now: number): Organization {
  return createOrganization(world, options.organization ?? (isDefault(options) ? defaultOrganization(now) : {}));
}

function isDefault({ world, organization }: SimulatorOptions): boolean {
  return world?.people === undefined && organization === undefined;
}

/** The default app made them, so they are there only where it is. */
function todosOf(options: SimulatorOptions, now: number): Todos {
  const todos = createTodos();
  if (isDefault(options)) addDefaultTodos(todos, defaultApp.appKey, now);
  return todos;
}

interface Surroundings extends EventContext {
  readonly organization: Organization;
}

/** Approvals tell every app that listens what happens to them. */
function approvalsOf(options: SimulatorOptions, surroundings: Surroundings): Approvals {
  const { world, clock, organization } = surroundings;
  const approvals = createApprovals({
    forms: options.forms ?? defaultForms,
    now: () => clock.now(),
    announce: (event) => {
      const listening = world.apps.filter(({ appKey }) => world.connectionCount(appKey) > 0);
      for (const app of listening) pushEvent(surroundings, approvalPush(app, event, randomUUID()));
    },
  });
  if (isDefault(options) && options.forms === undefined) addDefaultApprovals(approvals, organization, clock.now());
  return approvals;
}
