export { type CheckedTenant, checkTenants, type TenantsCheck } from "./check-tenants.ts";
export { type Environment, loadEnvFile, processEnvironment, readEnvironment } from "./environment.ts";
export { graceAfter } from "./grace.ts";
export { createHealthServer, type HealthServer, type HealthServerOptions, type Route, sendJson } from "./health.ts";
export { type ListeningAddress, type ListenOptions, listen } from "./listen.ts";
export {
  createLogger,
  type Logger,
  type LoggerOptions,
  type LogLevel,
  type ServiceLogger,
  silentLogger,
} from "./logger.ts";
export {
  type CountMetric,
  createMetrics,
  type GaugeMetric,
  type HistogramMetric,
  type Labels,
  type MetricOptions,
  type Metrics,
} from "./metrics.ts";
export { type ProxyUse, useProxies } from "./proxy.ts";
export { type RunOptions, runService, type ServiceContext } from "./run.ts";
export { hideSecretsInText, maskSecret } from "./secrets.ts";
export { openServiceHealth, type ServiceHealth, type ServiceHealthOptions } from "./service-health.ts";
export { httpUrl, oneOf, wholeNumber, yesOrNo } from "./setting-types.ts";
export { describeSettings, readSettings, type SettingDescription } from "./settings.ts";
export { SettingsError, type SettingsProblem } from "./settings-error.ts";
export {
  dingtalkSettings,
  httpSettings,
  logSettings,
  proxySettings,
  redisSettings,
  replicaSettings,
  streamLogSettings,
  tenantSettings,
} from "./shared-settings.ts";
export { StartupError, type StartupErrorCode } from "./startup-error.ts";
export type {
  ModelSettings,
  ReplyMode,
  Tenant,
  TenantAccess,
  TenantCallback,
  TenantDingTalk,
  TenantLimits,
  TenantModel,
} from "./tenant.ts";
export { createTenantGauge, type TenantGaugeOptions } from "./tenant-gauge.ts";
export { type OpenTenantsOptions, openTenants, type TenantRegistry } from "./tenant-registry.ts";
export { type TenantToolName, tenantToolNames } from "./tenant-tools.ts";
export { loadTenants, type TenantSettings } from "./tenants.ts";
export {
  compareTenants,
  type TenantChange,
  type TenantWatcher,
  type WatchTenantsOptions,
  watchTenants,
} from "./watch-tenants.ts";
