// Makes calls for some time, as many at once as it is told, and prints how many there were as JSON.
import { createRequire } from "node:module";
import { createClient } from "@dt/api";
import type { CallerArgument, CallerReport } from "../call-rate.ts";

const { contender, target, inFlight, warmUpSeconds, seconds } = JSON.parse(process.argv[2] ?? "") as CallerArgument;
const text = "部署完成：服务 api 已更新到 1.4.2，全部检查通过。";

type MakeCall = () => Promise<unknown>;

/** This package as its users have it. */
function withApi(): MakeCall {
  const { apiUrl, appKey, appSecret, openConversationId } = target;
  const client = createClient({ credentials: { appKey, appSecret }, apiUrl, oapiUrl: apiUrl });
  return () => client.robot.sendToGroup({ openConversationId, message: { kind: "text", text } });
}

interface SdkClient extends Record<string, (...input: unknown[]) => Promise<{ body?: { accessToken?: string } }>> {}
type Model = new (fields: object) => object;
interface SdkModule extends Record<string, Model> {
  readonly default: new (config: object) => SdkClient;
}

function make(model: Model | undefined, fields: object): object {
  if (model === undefined) throw new Error("the SDK has another shape than expected");
  return new model(fields);
}

/** The official SDK as its documentation uses it; keeping the token is left to its users. */
async function withSdk(): Promise<MakeCall> {
  const { apiUrl, appKey, appSecret, openConversationId } = target;
  const require = createRequire(import.meta.url);
  const load = (name: string): SdkModule => require(`@alicloud/dingtalk/${name}`) as SdkModule;
  const { Config } = require("@alicloud/openapi-client") as SdkModule;
  const [oauth, robot] = [load("oauth2_1_0"), load("robot_1_0")];
  const config = make(Config, { protocol: "http", regionId: "central", endpoint: new URL(apiUrl).host });
  const tokenRequest = make(oauth["GetAccessTokenRequest"], { appKey, appSecret });
  const token = await new oauth.default(config)["getAccessToken"]?.(tokenRequest);
  const headers = { xAcsDingtalkAccessToken: token?.body?.accessToken };
  const client = new robot.default(config);
  return async () => {
    const message = { msgKey: "sampleText", msgParam: JSON.stringify({ content: text }) };
    const request = make(robot["OrgGroupSendRequest"], { ...message, openConversationId, robotCode: appKey });
    const sent = make(robot["OrgGroupSendHeaders"], headers);
    await client["orgGroupSendWithOptions"]?.(request, sent, {});
  };
}

async function callUntil(end: number, call: MakeCall): Promise<number> {
  let calls = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      await call();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  return calls;
}

const call = contender === "api" ? withApi() : await withSdk();
await callUntil(performance.now() + warmUpSeconds * 1_000, call);
const processor = process.cpuUsage();
const startedAt = performance.now();
const calls = await callUntil(startedAt + seconds * 1_000, call);
const elapsedMs = performance.now() - startedAt;
const { user, system } = process.cpuUsage(processor);
const report: CallerReport = {
  callsPerSecond: Math.round((calls / elapsedMs) * 1_000),
  processorMicroseconds: Math.round((user + system) / calls),
};
console.log(JSON.stringify(report));
process.exit(0);
