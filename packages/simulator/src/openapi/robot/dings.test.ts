import { describe, expect, it } from "vitest";
import { callApi, startSimulator } from "../../../test/simulator.ts";
import { defaultApp } from "../../world/default-world.ts";

const { robotCode } = defaultApp;

describe("dings", () => {
  const ding = { robotCode, content: "请看告警", receiverUserIdList: ["lisi02", "nobody"], remindType: 1 };
  const send = "POST /v1.0/robot/ding/send";

  it("reach those who exist and are recalled once", async () => {
    const simulator = await startSimulator();
    const { body } = await callApi(simulator, send, ding);
    expect(body).toEqual({ openDingId: expect.any(String), failedList: { nobody: "staffId.notExisted" } });
    expect(simulator.dings.all()).toMatchObject([{ userIds: ["lisi02"], content: "请看告警", recalled: false }]);
    const recall = { robotCode, openDingId: body.openDingId };
    expect((await callApi(simulator, "POST /v1.0/robot/ding/recall", recall)).body).toEqual({
      openDingId: body.openDingId,
    });
    expect((await callApi(simulator, "POST /v1.0/robot/ding/recall", recall)).body.code).toBe("recall.ding.exception");
  });

  it.each([
    ["nobody", { receiverUserIdList: [] }, "miss.staffId"],
    ["strangers", { receiverUserIdList: ["nobody"] }, "miss.staffId"],
    ["too many", { receiverUserIdList: Array.from({ length: 201 }, () => "lisi02") }, "ding.receivercount.limit"],
    ["phones that are not paid for", { remindType: 3 }, "ding.serverquota.insufficient"],
    ["another kind", { remindType: 4 }, "invalidParameter.param.invalid"],
    ["another robot", { robotCode: "x" }, "invalid.chatbotId"],
  ])("are refused to %s", async (_, change, code) => {
    const simulator = await startSimulator();
    expect(await callApi(simulator, send, { ...ding, ...change })).toMatchObject({ status: 400, body: { code } });
  });

  it("ring once they are paid for", async () => {
    const simulator = await startSimulator({ organization: { editions: { paidDing: true } } });
    expect((await callApi(simulator, send, { ...ding, remindType: 3 })).status).toBe(200);
  });
});
