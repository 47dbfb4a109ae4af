export {
  createHealthServer,
  type HealthServer,
  type HealthServerOptions,
  type Route,
  sendJson,
} from "./health/health.ts";
export { type ListeningAddress, type ListenOptions, listen } from "./health/listen.ts";
export { openServiceHealth, type ServiceHealth, type ServiceHealthOptions } from "./health/service-health.ts";
export {
  createLogger,
  type Logger,
  type LoggerOptions,
  type LogLevel,
  type ServiceLogger,
  silentLogger,
} from "./logging/logger.ts";
export { hideSecretsInText, maskSecret } from "./logging/secrets.ts";
export {
  type CountMetric,
  createMetrics,
  type GaugeMetric,
  type HistogramMetric,
  type Labels,
  type MetricOptions,
  type Metrics,
} from "./metrics/metrics.ts";
export { createTenantGauge, type TenantGaugeOptions } from "./metrics/tenant-gauge.ts";
export { graceAfter } from "./process/grace.ts";
export { type ProxyUse, useProxies } from "./process/proxy.ts";
export { type RunOptions, runService, type ServiceContext } from "./process/run.ts";
export { StartupError, type StartupErrorCode } from "./process/startup-error.ts";
export { type Environment, readEnvironment } from "./settings/environment.ts";
export { httpUrl, oneOf, wholeNumber, yesOrNo } from "./settings/setting-types.ts";
export { describeSettings, readSettings, type SettingDescription } from "./settings/settings.ts";
export { SettingsError, type SettingsProblem } from "./settings/settings-error.ts";
export {
  dingtalkSettings,
  httpSettings,
  logSettings,
  proxySettings,
  redisSettings,
  replicaSettings,
  streamLogSettings,
  tenantSettings,
} from "./settings/shared-settings.ts";
export { type CheckedTenant, checkTenants, type TenantsCheck } from "./tenants/check-tenants.ts";
export type {
  ModelSettings,
  ReplyMode,
  Tenant,
  TenantAccess,
  TenantCallback,
  TenantDingTalk,
  TenantLimits,
  TenantModel,
} from "./tenants/tenant.ts";
export { type OpenTenantsOptions, openTenants, type TenantRegistry } from "./tenants/tenant-registry.ts";
export type { TenantToolName } from "./tenants/tenant-tools.ts";
export { loadTenants, type TenantSettings } from "./tenants/tenants.ts";
export {
  type TenantWatcher,
  type WatchTenantsOptions,
  watchTenants,
} from "./tenants/watch-tenants.ts";
