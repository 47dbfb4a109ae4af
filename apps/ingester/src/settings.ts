import {
  dingtalkSettings,
  httpSettings,
  logSettings,
  redisSettings,
  streamLogSettings,
  tenantSettings,
} from "@dt/runtime";
import { z } from "zod";

export const ingesterSettings = z.object({
  ...redisSettings,
  ...dingtalkSettings,
  ...tenantSettings,
  ...httpSettings(3101),
  ...logSettings,
  ...streamLogSettings,
});
