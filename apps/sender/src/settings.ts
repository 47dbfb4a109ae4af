import {
  dingtalkSettings,
  httpSettings,
  logSettings,
  proxySettings,
  redisSettings,
  replicaSettings,
  tenantSettings,
  wholeNumber,
} from "@dt/runtime";
import { z } from "zod";

export const senderSettings = z.object({
  ...redisSettings,
  ...replicaSettings,
  ...dingtalkSettings,
  ...tenantSettings,
  ...httpSettings(3103),
  ...logSettings,
  ...proxySettings,
  DT_SENDER_CONCURRENCY: wholeNumber({ minimum: 1, maximum: 10_000 })
    .default(50)
    .meta({ description: "how many parts one sender sends at the same time" }),
});
