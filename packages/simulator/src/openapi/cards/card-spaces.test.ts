import { describe, expect, it } from "vitest";
import { callApi, startSimulator } from "../../../test/simulator.ts";
import { defaultApp, defaultGroup } from "../../world/default-world.ts";

const { robotCode } = defaultApp;
const { conversationId } = defaultGroup;

describe("cards", () => {
  it("take a space in addition and appear there", async () => {
    const simulator = await startSimulator();
    const outTrackId = "track-1";
    const card = {
      outTrackId,
      cardTemplateId: defaultApp.cardTemplates[0],
      cardData: { cardParamMap: { content: "x" } },
    };
    await callApi(simulator, "POST /v1.0/card/instances", { ...card, imRobotOpenSpaceModel: { supportForward: true } });
    const model = { imGroupOpenDeliverModel: { robotCode }, openSpaceId: `dtv1.card//IM_GROUP.${conversationId}` };
    const deliver = () => callApi(simulator, "POST /v1.0/card/instances/deliver", { outTrackId, ...model });
    expect((await deliver()).body).toMatchObject({ result: [{ success: false }] });
    const append = (body: object) => callApi(simulator, "PUT /v1.0/card/instances/spaces", body);
    expect((await append({ outTrackId })).body.code).toBe("param.emptyAppendSpaces");
    const space = { imGroupOpenSpaceModel: { supportForward: true } };
    expect((await append({ outTrackId: "none", ...space })).body.code).toBe("param.cardNotExist");
    expect((await append({ outTrackId, ...space })).body).toEqual({ success: true, result: true });
    expect((await deliver()).body).toMatchObject({ result: [{ success: true }] });
  });

  it("keep one callback per key until it is replaced", async () => {
    const simulator = await startSimulator();
    const register = (change: object) => {
      const body = { callbackRouteKey: "k", callbackUrl: "https://example.com/a", apiSecret: "sample", ...change };
      return callApi(simulator, "POST /v1.0/card/callbacks/register", body);
    };
    const result = { callbackUrl: "https://example.com/a", apiSecret: "sample" };
    expect((await register({})).body).toEqual({ success: true, result });
    expect(await register({})).toMatchObject({ status: 500, body: { code: "param.callbackRouteKeyExist" } });
    expect((await register({ forceUpdate: true })).status).toBe(200);
    expect((await register({ callbackUrl: "" })).body.code).toBe("param.callbackUrlEmpty");
  });
});
