import {
  dingtalkSettings,
  httpSettings,
  logSettings,
  oneOf,
  proxySettings,
  redisSettings,
  tenantSettings,
  wholeNumber,
} from "@dt/runtime";
import { z } from "zod";

export const workerSettings = z.object({
  ...redisSettings,
  ...dingtalkSettings,
  ...tenantSettings,
  ...httpSettings(3102),
  ...logSettings,
  ...proxySettings,
  DT_WORKER_CONCURRENCY: wholeNumber({ minimum: 1, maximum: 10_000 })
    .default(50)
    .meta({ description: "how many turns one worker runs at the same time" }),
  DT_TURN_MESSAGES: oneOf(["all", "one"])
    .default("all")
    .meta({ description: "all to answer everything that waits together, one to answer one by one" }),
  DT_SESSION_IDLE_HOURS: z.coerce
    .number("must be a number of hours")
    .positive("must be more than 0")
    .default(24)
    .meta({ description: "the hours after which a conversation that was idle ends" }),
  DINGTALK_SESSION_MEMORY_DIR: z.string().optional().meta({
    description: "a folder in which memory and ended conversations are also kept as readable files",
  }),
  DT_MEMORY_DAYS: wholeNumber({ minimum: 1, maximum: 36_500 })
    .default(365)
    .meta({ description: "the days after which ended conversations are removed from that folder" }),
});
