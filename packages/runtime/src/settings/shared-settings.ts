import { z } from "zod";
import { aesKeySchema } from "../tenants/tenant-schema.ts";
import { httpUrl, oneOf, wholeNumber, yesOrNo } from "./setting-types.ts";

// Pieces of an app's settings schema: z.object({ ...redisSettings, ...httpSettings(3101), … }).
// Descriptions complete the sentence "set it to …".

/** Where Redis is. */
export const redisSettings = {
  REDIS_URL: z
    .string()
    .regex(
      /^(rediss?:\/\/\S+|redis\+cluster:\/\/\S+|redis\+sentinel:\/\/[^/\s]+\/\S+)$/,
      "must be redis://host:port, rediss://host:port (TLS), redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/master-name",
    )
    .default("redis://127.0.0.1:6379")
    .meta({ description: "the address of Redis: redis://, rediss://, Sentinel and Cluster forms" }),
};

/** For services that let something out, which a fail-over of Redis must not undo. */
export const replicaSettings = {
  DT_REDIS_WAIT_REPLICAS: wholeNumber({ minimum: 0, maximum: 10 }).default(0).meta({
    description: "how many replicas must have a push before it is acknowledged, and an attempt before it is made",
  }),
};

/** DingTalk's two hosts. */
export const dingtalkSettings = {
  DINGTALK_API_URL: httpUrl()
    .default("https://api.dingtalk.com")
    .meta({ description: "the host of DingTalk's API; the Stream gateway is found there too" }),
  DINGTALK_OAPI_URL: httpUrl()
    .default("https://oapi.dingtalk.com")
    .meta({ description: "the host of DingTalk's older API" }),
};

/** Health, readiness and metrics; each app has a port of its own. */
export function httpSettings(defaultPort: number) {
  return {
    DT_HTTP_PORT: wholeNumber({ minimum: 0, maximum: 65_535 })
      .default(defaultPort)
      .meta({ description: "the port for health, readiness and metrics; 0 picks a free one and logs it" }),
    DT_HTTP_HOST: z.string().default("127.0.0.1").meta({
      description: "the address that port is opened on; 0.0.0.0 lets other machines in, which containers need",
    }),
  };
}

/** How much a service logs. */
export const logSettings = {
  LOG_LEVEL: oneOf(["debug", "info", "warn", "error", "silent"])
    .default("info")
    .meta({ description: "the least level that is logged: debug, info, warn, error or silent" }),
};

/** How much the DingTalk Stream connection logs; for the ingester. */
export const streamLogSettings = {
  DINGTALK_STREAM_LOG_LEVEL: oneOf(["debug", "info", "warn", "error", "silent"])
    .optional()
    .meta({ description: "the least level that the Stream connection logs; LOG_LEVEL when not set" }),
};

/** The way out; `runService` reads them, also in lower case. */
export const proxySettings = {
  HTTPS_PROXY: z
    .string()
    .optional()
    .meta({ description: "the proxy for https:// and wss://, such as http://proxy.corp:3128" }),
  HTTP_PROXY: z.string().optional().meta({ description: "the proxy for http:// and ws://" }),
  NO_PROXY: z
    .string()
    .optional()
    .meta({ description: "the hosts that are reached without a proxy, with commas between" }),
};

/** Who is served: one tenant by the environment, or many by a file. `loadTenants` turns them into tenants. */
export const tenantSettings = {
  DT_TENANTS_FILE: z.string().optional().meta({
    description: "the path of a YAML file with many tenants; the single tenant's variables are then not used",
  }),
  DINGTALK_APP_KEY: z.string().optional().meta({ description: "the app key (client id) of the single tenant" }),
  DINGTALK_APP_SECRET: z
    .string()
    .optional()
    .meta({ description: "the app secret (client secret) of the single tenant" }),
  DINGTALK_ROBOT_CODE: z
    .string()
    .optional()
    .meta({ description: "the single tenant's robot code; the app key when not set" }),
  DINGTALK_CARD_TEMPLATE_ID: z.string().optional().meta({ description: "the id of an AI-card template" }),
  DINGTALK_TRANSPORT: oneOf(["stream", "callback", "both"])
    .default("stream")
    .meta({ description: "how pushes come: stream, callback (by HTTP, to `DT_CALLBACK_PORT`) or both" }),
  DINGTALK_CALLBACK_TOKEN: z.string().optional().meta({ description: "the token that signs events by HTTP" }),
  DINGTALK_CALLBACK_AES_KEY: aesKeySchema
    .optional()
    .meta({ description: "the key (43 characters) that encrypts events by HTTP" }),
  DT_REPLY_MODE: oneOf(["auto", "markdown", "card"])
    .default("auto")
    .meta({ description: "auto, markdown or card; auto means card when a template id is set" }),
  DT_SYSTEM_PROMPT: z.string().optional().meta({ description: "what the model is told before every conversation" }),
  OPENAI_API_KEY: z.string().optional().meta({ description: "the key of the model provider" }),
  OPENAI_BASE_URL: httpUrl()
    .optional()
    .meta({ description: "the address of an OpenAI-compatible provider, with its /v1; OpenAI's own when not set" }),
  OPENAI_MODEL: z
    .string()
    .optional()
    .meta({ description: "the name of the model; has a default only at OpenAI's own address" }),
  OPENAI_IMAGES: yesOrNo().default(false).meta({ description: "true when the model understands images" }),
};
