/** The process around the simulator: a DingTalk, a demo model and the chat page, wired to what the services know. */
import { readSettings, redisSettings, runService, wholeNumber } from "@dt/runtime";
import { closeRedis, connectRedis, createAccounts } from "@dt/session";
import { createChatServer, createSimulator, type PathStep, type Simulator, type Trace } from "@dt/simulator";
import { z } from "zod";
import { keepChatHistory } from "./chat-history.ts";

const port = wholeNumber({ minimum: 0, maximum: 65_535 });
const simulatorSettings = z.object({
  REDIS_URL: redisSettings.REDIS_URL,
  DT_PAGE_PORT: port,
  DT_SIMULATOR_API_PORT: port,
  DT_SIMULATOR_OAPI_PORT: port,
  DT_CHAT_FILE: z.string(),
});

/** The single tenant of the environment. */
const tenantId = "default";

await runService("simulator", async ({ stack, logger, environment }) => {
  const settings = readSettings(simulatorSettings, environment);
  const redis = stack.adopt(connectRedis(settings.REDIS_URL, { mode: "fail-fast", logger }), closeRedis);
  const simulator = await createSimulator({
    ports: {
      control: settings.DT_PAGE_PORT,
      api: settings.DT_SIMULATOR_API_PORT,
      oapi: settings.DT_SIMULATOR_OAPI_PORT,
    },
    trace: traceBy(createAccounts(redis)),
  });
  stack.defer(() => simulator.close());
  const history = await keepChatHistory(settings.DT_CHAT_FILE, simulator.world);
  stack.defer(() => history.close());
  simulator.attach(chatPage(simulator));
  logger.info({ url: simulator.url }, "simulator open");
});

function chatPage(simulator: Simulator) {
  return createChatServer({
    world: simulator.world,
    media: (mediaId) => simulator.media.uploaded(mediaId),
    say: ({ quote, ...said }) => simulator.say({ ...said, ...(quote === undefined ? {} : { quote: quote.id }) }),
  });
}

/** The page's panel shows when a message was stored, when its turn began and when its reply was delivered. */
function traceBy(accounts: ReturnType<typeof createAccounts>): Trace {
  return async (_appKey, msgId) => {
    const trace = await accounts.trace(tenantId, msgId);
    return (["stored", "turn", "delivered"] as const).flatMap((name): PathStep[] => {
      const at = trace?.[name];
      return at === undefined ? [] : [{ name, at }];
    });
  };
}
