import {
  dingtalkSettings,
  httpSettings,
  logSettings,
  proxySettings,
  redisSettings,
  replicaSettings,
  streamLogSettings,
  tenantSettings,
  wholeNumber,
} from "@dt/runtime";
import { z } from "zod";

export const ingesterSettings = z.object({
  ...redisSettings,
  ...replicaSettings,
  ...dingtalkSettings,
  ...tenantSettings,
  ...httpSettings(3101),
  ...logSettings,
  ...proxySettings,
  ...streamLogSettings,
  DT_CALLBACK_PORT: wholeNumber({ minimum: 0, maximum: 65_535 }).optional().meta({
    description: "the port to which callbacks come; none when not set, 0 picks a free one and logs it",
  }),
  DT_CALLBACK_HOST: z.string().default("127.0.0.1").meta({
    description: "the address that port is opened on; 0.0.0.0 lets other machines in",
  }),
});
