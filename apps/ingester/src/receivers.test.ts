import { createEventCallback } from "@dt/api/callback";
import { loadTenants, SettingsError, silentLogger, type Tenant, type TenantSettings } from "@dt/runtime";
import { describe, expect, it, onTestFinished } from "vitest";
import { openReceiver, type TenantReceiver } from "./receivers.ts";

const aesKey = "a".repeat(43);
const app = { DINGTALK_APP_KEY: "dingacme", DINGTALK_APP_SECRET: "secret", OPENAI_API_KEY: "key" };

function tenantWith(settings: TenantSettings): Tenant {
  const [tenant] = loadTenants({ ...app, ...settings }, {});
  if (tenant === undefined) throw new Error("there is no tenant");
  return tenant;
}

/** Nothing listens at the address of DingTalk. */
function open(settings: TenantSettings, hasCallbackPort = true) {
  const accepted: unknown[] = [];
  const receiver: TenantReceiver = openReceiver(tenantWith(settings), {
    apiUrl: "http://127.0.0.1:1",
    accept: async (tenantId, data) => void accepted.push([tenantId, data]),
    logger: silentLogger,
    hasCallbackPort,
  });
  onTestFinished(() => receiver.stop());
  return { receiver, accepted };
}

describe("a tenant", () => {
  it("receives over Stream unless it is told otherwise, and callbacks for it are refused", () => {
    const { receiver } = open({}, false);
    expect([receiver.connected, receiver.callback]).toEqual([false, undefined]);
  });

  it.each(["callback", "both"] as const)("that receives by %s does so from the beginning", async (transport) => {
    const { receiver, accepted } = open({ DINGTALK_TRANSPORT: transport });
    expect(receiver.connected).toBe(true);
    await receiver.started;
    await receiver.callback?.onRobotMessage("{}");
    expect(receiver.callback?.appSecret).toBe("secret");
    expect(accepted).toEqual([["default", "{}"]]);
  });

  it("takes events when it has a token and a key, as the owner of its app", () => {
    const DINGTALK_CALLBACK_TOKEN = "token";
    const settings = {
      DINGTALK_TRANSPORT: "callback",
      DINGTALK_CALLBACK_TOKEN,
      DINGTALK_CALLBACK_AES_KEY: aesKey,
    } as const;
    const { receiver } = open(settings);
    const sender = createEventCallback({ token: "token", encodingAesKey: aesKey, ownerKey: "dingacme" });
    const { msg_signature: signature, timeStamp: timestamp, nonce, encrypt } = sender.encrypt("{}");
    expect(receiver.callback?.events?.decrypt({ signature, timestamp, nonce }, encrypt)).toBe("{}");
    expect(open({ DINGTALK_TRANSPORT: "callback" }).receiver.callback?.events).toBeUndefined();
  });

  it("that receives by callback needs a port: the start fails and says which setting is missing", () => {
    expect(() => open({ DINGTALK_TRANSPORT: "callback" }, false)).toThrow(SettingsError);
    expect(() => open({ DINGTALK_TRANSPORT: "both" }, false)).toThrow("DT_CALLBACK_PORT");
  });
});
