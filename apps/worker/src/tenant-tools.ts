/** What a worker holds open for a tenant, and what its turns do with it. */
import { type Client, createAiCard, createClient, keepToQuota, type RobotMessage } from "@dt/api";
import { createModel, type Model } from "@dt/llm";
import { createCallLimiter, createSharedTokenCache, type LimitedCall } from "@dt/queue";
import type { Logger, ModelSettings, Tenant, TenantRegistry } from "@dt/runtime";
import {
  createAnnouncements,
  createApiQuota,
  type Inbox,
  type RedisClient,
  type TenantQuota,
  type Turn,
} from "@dt/session";
import { createQuotaAlarm } from "./alarm.ts";
import { toolsFor } from "./dingtalk-tools/index.ts";
import { type LiveCard, startLiveCard } from "./turn/live-card.ts";
import { fetchPictures } from "./turn/pictures.ts";
import { cardTargetOf } from "./turn/reply.ts";
import type { TurnRunnerOptions } from "./turn/run-turn.ts";

export interface TenantTools {
  readonly client: Client;
  readonly quota: TenantQuota;
  /** The tenant's model, then its fallbacks. */
  readonly models: readonly Model[];
}

export interface TenantToolsOptions {
  readonly redis: RedisClient;
  readonly inbox: Pick<Inbox<RobotMessage>, "withoutCard">;
  readonly wakeReplies: (tenantId: string) => void;
  readonly apiUrl: string;
  readonly oapiUrl: string;
  readonly logger: Logger;
}

/** Live frames leave the rest of an operation's calls per second to the sender's final ones. */
const FRAME_SHARE = 0.6;
const CALLS_PER_SECOND = 20;

export function createTenantTools({ redis, inbox, wakeReplies, apiUrl, oapiUrl, logger }: TenantToolsOptions) {
  const limiter = createCallLimiter({ redis, perSecond: callsPerSecond });
  const tokenCache = createSharedTokenCache(redis);
  const announcements = createAnnouncements(redis);
  const onNearlyUsedUp = createQuotaAlarm(announcements, wakeReplies);
  const openQuota = createApiQuota<Tenant>({ redis, announcements, logger, onNearlyUsedUp });

  function open(tenant: Tenant): TenantTools {
    const { dingtalk, model } = tenant;
    const { appKey, appSecret, robotCode } = dingtalk;
    const quota = openQuota(tenant);
    const client = createClient({
      credentials: { appKey, appSecret },
      robotCode,
      apiUrl,
      oapiUrl,
      tokenCache,
      ...keepToQuota(quota, limiter),
    });
    return { client, quota, models: [model, ...model.fallback].map(openModel) };
  }

  /** The part of a turn runner that differs by tenant. */
  function forTurns(
    tenants: TenantRegistry<TenantTools>,
  ): Pick<TurnRunnerOptions, "pictures" | "liveCard" | "models" | "tools"> {
    return {
      models: (tenant) => entryOf(tenants, tenant.id).resource.models,
      tools: (turn) => {
        const { tenant, resource } = entryOf(tenants, turn.tenantId);
        return toolsFor(turn, tenant.tools, resource.client);
      },
      pictures: (turn, count, signal) => {
        const { client } = entryOf(tenants, turn.tenantId).resource;
        return fetchPictures(turn.messages.slice(0, count), { client, signal });
      },
      liveCard: (turn, count) => openLiveCard(turn, count, entryOf(tenants, turn.tenantId)),
    };
  }

  function openLiveCard(
    turn: Turn<RobotMessage>,
    count: number,
    { tenant, resource }: { tenant: Tenant; resource: TenantTools },
  ): LiveCard | undefined {
    const target = cardTargetOf(turn, count, tenant);
    if (target === undefined) return undefined;
    return startLiveCard(createAiCard(resource.client, target), {
      logger,
      onRefused: () => inbox.withoutCard(turn),
    });
  }

  return { open, forTurns };
}

function callsPerSecond({ operation }: LimitedCall): number {
  return CALLS_PER_SECOND * (operation === "cardStreamingUpdate" ? FRAME_SHARE : 1);
}

function entryOf(tenants: TenantRegistry<TenantTools>, tenantId: string) {
  const entry = tenants.get(tenantId);
  if (entry === undefined) throw new Error(`the tenant ${tenantId} was removed while it was served`);
  return entry;
}

function openModel({ baseUrl, apiKey, name, timeoutMs, images }: ModelSettings): Model {
  return createModel({ apiKey, name, timeoutMs, images, ...(baseUrl === undefined ? {} : { baseUrl }) });
}
