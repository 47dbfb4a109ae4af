import { DWClient, type DWClientDownStream, EventAck, TOPIC_CARD, TOPIC_ROBOT } from "dingtalk-stream";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { callApi, post, startSimulator } from "../../test/simulator.ts";
import type { Simulator } from "../simulator/types.ts";
import { defaultApp } from "../world/default-world.ts";

/** The stock client; only the address of its open call is another one. */
class RedirectedClient extends DWClient {
  readonly #apiUrl: string;

  constructor(apiUrl: string) {
    const subscriptions = [{ type: "EVENT", topic: "*" }];
    const options = { clientId: defaultApp.appKey, clientSecret: defaultApp.appSecret, subscriptions };
    super(options);
    this.#apiUrl = apiUrl;
  }

  override async getEndpoint(): Promise<this> {
    const { clientId, clientSecret, ua, subscriptions } = this.config;
    const credentials = { clientId, clientSecret, ua, subscriptions };
    const { body } = await post(`${this.#apiUrl}/v1.0/gateway/connections/open`, credentials);
    // The field is private in the types only; the client builds its socket from it.
    Object.assign(this, { dw_url: `${String(body.endpoint)}?ticket=${String(body.ticket)}` });
    return this;
  }
}

async function connect(simulator: Simulator, prepare: (client: DWClient) => void): Promise<DWClient> {
  vi.spyOn(console, "info").mockReturnValue();
  const client = new RedirectedClient(simulator.apiUrl);
  onTestFinished(() => client.disconnect());
  prepare(client);
  await client.connect();
  expect(client.connected).toBe(true);
  return client;
}

describe("the stock dingtalk-stream client", () => {
  it("receives a robot message, answers it, and replies through its session webhook", async () => {
    const simulator = await startSimulator();
    const heard: DWClientDownStream[] = [];
    const client = await connect(simulator, (dw) => {
      dw.registerCallbackListener(TOPIC_ROBOT, (message) => {
        heard.push(message);
        dw.socketCallBackResponse(message.headers.messageId, null);
      });
    });
    const { msgId, conversationId } = simulator.say({ userId: "lisi02", text: "你好" });
    await eventually(() => expect(simulator.record.acks()).toMatchObject([{ msgId, code: 200, known: true }]));
    const data = JSON.parse(heard[0]?.data ?? "{}") as { sessionWebhook: string; text: { content: string } };
    expect(data.text.content).toBe("你好");
    const reply = { msgtype: "text", text: { content: "收到" } };
    expect((await post(data.sessionWebhook, reply)).body).toEqual({ errcode: 0, errmsg: "ok" });
    expect(simulator.record.repliesOf("lisi02", conversationId)).toMatchObject([{ text: "收到", msgId }]);
    expect(client.registered).toBe(false);
  });

  it("answers pings and events", async () => {
    const simulator = await startSimulator();
    const events: string[] = [];
    await connect(simulator, (dw) => {
      dw.registerAllEventListener((message) => {
        events.push(message.headers.eventType ?? "");
        return { status: EventAck.SUCCESS };
      });
    });
    simulator.clock.advance(31_000);
    const event = { eventType: "user_add_org", eventId: "e1", data: { userId: ["u1"] } };
    simulator.pushEvent({ appKey: defaultApp.appKey, ...event });
    await eventually(() => expect(simulator.record.acks()).toMatchObject([{ msgId: "e1", known: true }]));
    expect(events).toEqual(["user_add_org"]);
    expect(simulator.connections()[0]?.unansweredPings).toBe(0);
  });

  it("knows when it is registered, if it is told", async () => {
    const simulator = await startSimulator({ stream: { announce: true } });
    const client = await connect(simulator, () => {});
    await eventually(() => expect(client.registered).toBe(true));
  });

  it("answers a click on a card", async () => {
    const simulator = await startSimulator();
    await connect(simulator, (dw) => {
      dw.registerCallbackListener(TOPIC_CARD, (message) => {
        const cardUpdateOptions = { updateCardDataByKey: true };
        const answer = { cardUpdateOptions, cardData: { cardParamMap: { content: "clicked" } } };
        dw.socketCallBackResponse(message.headers.messageId, answer);
      });
    });
    await callApi(simulator, "POST /v1.0/card/instances", {
      cardTemplateId: defaultApp.cardTemplates[0],
      outTrackId: "t1",
      callbackType: "STREAM",
      cardData: { cardParamMap: { content: "choose" } },
    });
    const click = { appKey: defaultApp.appKey, outTrackId: "t1", userId: "lisi02", actionIds: ["ok"] };
    expect(await simulator.clickCard(click)).toMatchObject({ outcome: "answered", problems: [] });
  });

  it("comes back after the gateway closed its connection", async () => {
    const simulator = await startSimulator();
    await connect(simulator, () => {});
    const before = simulator.connections()[0];
    before?.disconnect();
    simulator.clock.advance(10_100);
    await eventually(() => {
      const after = simulator.connections()[0];
      expect(after?.id).not.toBe(before?.id);
      expect(after?.state).toBe("open");
    });
  });
});
