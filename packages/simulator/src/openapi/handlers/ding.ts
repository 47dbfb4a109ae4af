import type { App } from "../../world/types.ts";
import type { Call, Handlers } from "../call.ts";
import { refuse } from "../refusal.ts";

/** The documentation names the limit by its error code only. */
const mostReceivers = 200;
const malformed = { "*": "invalidParameter.param.invalid" };

export const dingHandlers = {
  robotSendDing: {
    refusals: { "receiverUserIdList:minItems": "miss.staffId", ...malformed },
    run: (call) => {
      const { robotCode, content, receiverUserIdList, remindType } = call.input;
      const { organization, dings, clock } = call.platform;
      const { appKey } = checkRobot(call, robotCode, "invalid.chatbotId");
      if (receiverUserIdList.length > mostReceivers) {
        throw refuse(400, "ding.receivercount.limit", `more than ${mostReceivers} people`);
      }
      const userIds = receiverUserIdList.filter((userId) => organization.employee(userId));
      if (userIds.length === 0) throw refuse(400, "miss.staffId", "none of the people exists");
      if (remindType !== 1 && !organization.editions.paidDing) {
        throw refuse(400, "ding.serverquota.insufficient", "text messages and phone calls have to be bought");
      }
      const { openDingId } = dings.add({ appKey, at: clock.now(), content, userIds, remindType });
      const unknown = receiverUserIdList.filter((userId) => !userIds.includes(userId));
      return { openDingId, failedList: Object.fromEntries(unknown.map((userId) => [userId, "staffId.notExisted"])) };
    },
  },
  robotRecallDing: {
    refusals: malformed,
    run: (call) => {
      const { robotCode, openDingId } = call.input;
      const { appKey } = checkRobot(call, robotCode, "recall.ding.exception");
      const ding = call.platform.dings.find(appKey, openDingId);
      if (!ding || ding.recalled) throw refuse(400, "recall.ding.exception", "there is no such ding to recall");
      ding.recalled = true;
      return { openDingId };
    },
  },
} as const satisfies Handlers;

function checkRobot(call: Call<unknown>, robotCode: string, code: string): App {
  const app = call.app();
  if (app.robotCode !== robotCode) throw refuse(400, code, "robotCode is not the robot of the app");
  return app;
}
