import type { Handlers } from "../call.ts";
import { refuse } from "../refusal.ts";

export const streamHandlers = {
  streamOpenConnection: {
    refusals: { "*": "systemError" },
    run: (call) => {
      const { clientId, clientSecret, subscriptions } = call.input;
      const app = call.platform.world.app(clientId);
      if (app?.appSecret !== clientSecret) throw refuse(401, "authFailed", "鉴权失败");
      if (app.streamOff) throw refuse(400, "systemError", "系统错误");
      const wrong = subscriptions.find(({ type, topic }) => (type === "EVENT" && topic !== "*") || topic === "");
      if (wrong) throw refuse(400, "invalidParameter", `topic ${wrong.topic} is invalid for type ${wrong.type}`);
      return call.platform.openConnection(app, subscriptions);
    },
  },
} as const satisfies Handlers;
