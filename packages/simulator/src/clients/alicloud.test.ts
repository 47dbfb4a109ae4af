import { createRequire } from "node:module";
import type cardType from "@alicloud/dingtalk/dist/card_1_0/client.js";
import type gatewayType from "@alicloud/dingtalk/dist/gateway_1_0/client.js";
import type oauthType from "@alicloud/dingtalk/dist/oauth2_1_0/client.js";
import type robotType from "@alicloud/dingtalk/dist/robot_1_0/client.js";
import { Config } from "@alicloud/openapi-client";
import { describe, expect, it } from "vitest";
import { startSimulator } from "../../test/simulator.ts";
import type { Simulator } from "../simulator/types.ts";
import { defaultApp, defaultGroup } from "../world/default-world.ts";

// The SDK is CommonJS with a default export of its own, which test runner and Node unwrap differently.
const require = createRequire(import.meta.url);
const cardModule = require("@alicloud/dingtalk/dist/card_1_0/client.js") as typeof cardType;
const gatewayModule = require("@alicloud/dingtalk/dist/gateway_1_0/client.js") as typeof gatewayType;
const oauthModule = require("@alicloud/dingtalk/dist/oauth2_1_0/client.js") as typeof oauthType;
const robotModule = require("@alicloud/dingtalk/dist/robot_1_0/client.js") as typeof robotType;

const { appKey, appSecret, robotCode } = defaultApp;
const { conversationId: openConversationId } = defaultGroup;

/** The official SDK puts the endpoint behind the protocol and sends it as the host. */
function configOf(simulator: Simulator): Config {
  return new Config({ protocol: "http", regionId: "central", endpoint: new URL(simulator.apiUrl).host });
}

/** Its options have no required field, their class comes from a package of its own. */
type Runtime = Parameters<InstanceType<typeof robotModule.default>["batchSendOTOWithOptions"]>[2];
const runtime = {} as Runtime;

async function tokenOf(simulator: Simulator): Promise<string> {
  const oauth = new oauthModule.default(configOf(simulator));
  const { body } = await oauth.getAccessToken(new oauthModule.GetAccessTokenRequest({ appKey, appSecret }));
  return body?.accessToken ?? "";
}

describe("the official SDK", () => {
  it("gets a token and sends to people and groups", async () => {
    const simulator = await startSimulator();
    const xAcsDingtalkAccessToken = await tokenOf(simulator);
    const client = new robotModule.default(configOf(simulator));
    const message = { robotCode, msgKey: "sampleMarkdown", msgParam: '{"title":"t","text":"**hi**"}' };
    const toPeople = await client.batchSendOTOWithOptions(
      new robotModule.BatchSendOTORequest({ ...message, userIds: ["lisi02", "nobody"] }),
      new robotModule.BatchSendOTOHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(toPeople.body?.invalidStaffIdList).toEqual(["nobody"]);
    const toGroup = await client.orgGroupSendWithOptions(
      new robotModule.OrgGroupSendRequest({ ...message, openConversationId }),
      new robotModule.OrgGroupSendHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(toGroup.body?.processQueryKey).toMatch(/./);
    const read = await client.batchOTOQueryWithOptions(
      new robotModule.BatchOTOQueryRequest({ robotCode, processQueryKey: toPeople.body?.processQueryKey ?? "" }),
      new robotModule.BatchOTOQueryHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(read.body).toMatchObject({ sendStatus: "SUCCESS", messageReadInfoList: [{ userId: "lisi02" }] });
    expect(simulator.record.deliveries().map(({ route }) => route)).toEqual(["one-to-one", "group"]);
  });

  it("creates a card and streams into it", async () => {
    const simulator = await startSimulator();
    const xAcsDingtalkAccessToken = await tokenOf(simulator);
    const client = new cardModule.default(configOf(simulator));
    const create = new cardModule.CreateAndDeliverRequest({
      cardTemplateId: defaultApp.cardTemplates[0] ?? "",
      outTrackId: "track-1",
      callbackType: "STREAM",
      cardData: new cardModule.CreateAndDeliverRequestCardData({ cardParamMap: { content: "" } }),
      imGroupOpenSpaceModel: new cardModule.CreateAndDeliverRequestImGroupOpenSpaceModel({ supportForward: true }),
      openSpaceId: `dtv1.card//IM_GROUP.${openConversationId}`,
      imGroupOpenDeliverModel: new cardModule.CreateAndDeliverRequestImGroupOpenDeliverModel({ robotCode }),
    });
    const headers = new cardModule.CreateAndDeliverHeaders({ xAcsDingtalkAccessToken });
    const created = await client.createAndDeliverWithOptions(create, headers, runtime);
    expect(created.body?.result?.deliverResults).toMatchObject([{ success: true }]);
    const frame = { outTrackId: "track-1", guid: "1", key: "content", content: "done", isFull: true };
    await client.streamingUpdateWithOptions(
      new cardModule.StreamingUpdateRequest({ ...frame, isFinalize: true, isError: false }),
      new cardModule.StreamingUpdateHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(simulator.record.deliveries()).toMatchObject([{ text: "done", cardStatus: "finished" }]);
  });

  it("opens a Stream connection", async () => {
    const simulator = await startSimulator();
    const client = new gatewayModule.default(configOf(simulator));
    const subscription = { type: "CALLBACK", topic: "/v1.0/im/bot/messages/get" };
    const { body } = await client.openConnection(
      new gatewayModule.OpenConnectionRequest({
        clientId: appKey,
        clientSecret: appSecret,
        localIp: "127.0.0.1",
        subscriptions: [new gatewayModule.OpenConnectionRequestSubscriptions(subscription)],
      }),
    );
    expect(body?.endpoint).toContain("/connect");
    expect(body?.ticket).toMatch(/./);
  });

  it("reads code and message of a refusal", async () => {
    const simulator = await startSimulator();
    const client = new robotModule.default(configOf(simulator));
    const request = { robotCode, msgKey: "sampleText", msgParam: '{"content":"hi"}', userIds: ["lisi02"] };
    const send = (token: string): Promise<unknown> =>
      client.batchSendOTOWithOptions(
        new robotModule.BatchSendOTORequest(request),
        new robotModule.BatchSendOTOHeaders({ xAcsDingtalkAccessToken: token }),
        runtime,
      );
    await expect(send("expired")).rejects.toMatchObject({ code: "InvalidAuthentication" });
    simulator.permissions.withdraw(appKey, "qyapi_robot_sendmsg");
    await expect(send(await tokenOf(simulator))).rejects.toMatchObject({
      code: "Forbidden.AccessDenied.AccessTokenPermissionDenied",
      accessDeniedDetail: { requiredScopes: ["qyapi_robot_sendmsg"] },
    });
  });
});
