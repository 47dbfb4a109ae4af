/** How a tenant's pushes come in: over a Stream connection, by HTTP callbacks, or both ways. */
import { type CallbackApp, createEventCallback } from "@dt/api/callback";
import { SettingsError, type Tenant } from "@dt/runtime";
import type { Accept } from "./accept.ts";
import { openStream, type StreamsOptions, type TenantStream } from "./streams.ts";

export interface ReceiverOptions extends StreamsOptions {
  /** Whether there is a port for callbacks. */
  readonly hasCallbackPort: boolean;
}

export interface TenantReceiver extends TenantStream {
  /** Whom callbacks are for; absent when the tenant receives over Stream only. */
  readonly callback?: CallbackApp;
}

/** @throws SettingsError when callbacks are to come and there is no port for them */
export function openReceiver(tenant: Tenant, options: ReceiverOptions): TenantReceiver {
  const { transport } = tenant.dingtalk;
  if (transport === "stream") return openStream(tenant, options);
  if (!options.hasCallbackPort) throw noPort(tenant);
  const callback = toCallbackApp(tenant, options.accept);
  const stream = transport === "both" ? openStream(tenant, options) : undefined;
  // It receives by callback from the beginning, whatever becomes of the stream.
  return { connected: true, started: Promise.resolve(), stop: async () => stream?.stop(), callback };
}

function toCallbackApp({ id, dingtalk }: Tenant, accept: Accept): CallbackApp {
  const { appKey, appSecret, callback } = dingtalk;
  const onRobotMessage = (data: string): Promise<void> => accept(id, data);
  const app = { appSecret, onRobotMessage, logFields: { tenantId: id } };
  if (callback === undefined) return app;
  const { token, aesKey: encodingAesKey } = callback;
  return { ...app, events: createEventCallback({ token, encodingAesKey, ownerKey: appKey }) };
}

function noPort({ id }: Tenant): SettingsError {
  const problem = `is missing: tenant ${id} receives by callback, which needs a port that DingTalk can reach`;
  return new SettingsError([{ name: "DT_CALLBACK_PORT", problem }]);
}
