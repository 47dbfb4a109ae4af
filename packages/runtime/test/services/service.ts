// A service whose behaviour the first argument chooses; started as a process of its own by run.test.ts.
import { setTimeout as delay } from "node:timers/promises";
import { runService, type ServiceContext, SettingsError, StartupError } from "../../src/index.ts";

const behaviours: Record<string, (context: ServiceContext) => Promise<void>> = {
  async steady({ stack, logger, signal, environment }) {
    stack.defer(function closeFirst() {
      logger.info({ aborted: signal.aborted }, "first closed");
    });
    stack.defer(async function closeSecond() {
      await delay(1);
      logger.info({}, "second closed");
    });
    // Something has to keep the process alive, as a connection would.
    stack.adopt(
      setInterval(() => {}, 1_000),
      clearInterval,
    );
    logger.info({ FROM_FILE: environment["FROM_FILE"] }, "started");
  },
  async settings() {
    throw new SettingsError([
      { name: "ONE", problem: "is missing: set it" },
      { name: "TWO", problem: "must be a number" },
    ]);
  },
  async startup({ stack, logger }) {
    stack.defer(() => logger.info({}, "closed"));
    throw new StartupError("unreachable", "Redis cannot be reached: start it");
  },
  async defect() {
    throw new TypeError("nobody thought of this");
  },
  async hang({ stack }) {
    stack.adopt(
      setInterval(() => {}, 1_000),
      clearInterval,
    );
    stack.defer(function closeConnectionToNowhere() {
      return new Promise<void>(() => {});
    });
  },
  async exception({ stack, logger }) {
    stack.defer(() => logger.info({}, "closed"));
    setTimeout(() => {
      throw new Error("thrown by a timer");
    }, 1);
  },
  async rejection({ stack, logger }) {
    stack.defer(() => logger.info({}, "closed"));
    void delay(1).then(() => {
      throw new Error("rejected and forgotten");
    });
  },
  async fail({ stack, logger, fail }) {
    stack.defer(() => logger.info({}, "closed"));
    setTimeout(() => fail(new Error("the key was withdrawn")), 1);
  },
  async slowStart({ stack, logger, signal }) {
    stack.defer(() => logger.info({}, "closed"));
    logger.info({}, "starting");
    await delay(60_000, undefined, { signal });
  },
  async stubbornStart({ logger }) {
    logger.info({}, "starting");
    await delay(60_000);
  },
  async brokenClose({ stack, logger }) {
    stack.adopt(
      setInterval(() => {}, 1_000),
      clearInterval,
    );
    stack.defer(() => logger.info({}, "closed"));
    stack.defer(() => Promise.reject(new Error("could not say goodbye")));
  },
};

const [, , behaviour = "steady", stopLimitMs = "5000"] = process.argv;
const main = behaviours[behaviour];
if (main === undefined) throw new Error(`there is no behaviour ${behaviour}`);
await runService("demo", main, { stopLimitMs: Number(stopLimitMs) });
