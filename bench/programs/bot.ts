/** The bot that a tutorial would write: the stock Stream SDK and `openai` in one process, nothing stored. */
import { DWClient, type DWClientDownStream, type RobotMessage, TOPIC_ROBOT } from "dingtalk-stream";
import OpenAI from "openai";
import { serveCalls } from "../process/remote.ts";
import type { SimulatorReady } from "./simulator.ts";

const { apiUrl, modelUrl, appKey, appSecret } = JSON.parse(process.argv[2] ?? "{}") as SimulatorReady;
const openai = new OpenAI({ baseURL: modelUrl, apiKey: "sk-simulator" });

async function answer({ text, sessionWebhook }: RobotMessage): Promise<void> {
  const completion = await openai.chat.completions.create({
    model: "instant",
    messages: [
      { role: "system", content: "You are a helpful assistant." },
      { role: "user", content: text.content },
    ],
  });
  const reply = { msgtype: "text", text: { content: completion.choices[0]?.message.content ?? "" } };
  const response = await fetch(sessionWebhook, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(reply),
  });
  await response.json();
}

/** The SDK knows one host only: it is given the address that it would have asked for there. */
async function getEndpoint(this: DWClient): Promise<DWClient> {
  const { clientId, clientSecret, subscriptions } = this.config;
  const response = await fetch(`${apiUrl}/v1.0/gateway/connections/open`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ clientId, clientSecret, subscriptions }),
  });
  const { endpoint, ticket } = (await response.json()) as { endpoint: string; ticket: string };
  return Object.assign(this, { dw_url: `${endpoint}?ticket=${ticket}` });
}

const client = Object.assign(new DWClient({ clientId: appKey, clientSecret: appSecret }), { getEndpoint });
client.registerCallbackListener(TOPIC_ROBOT, ({ headers, data }: DWClientDownStream) => {
  client.socketCallBackResponse(headers.messageId, "");
  void answer(JSON.parse(data) as RobotMessage);
});
await client.connect();
serveCalls({});
