/** A process with the simulator and the people who talk to the bot. */
import { setTimeout as delay } from "node:timers/promises";
import { type ChatMessage, createSimulator, defaultApp, defaultGroup, person } from "@dt/simulator";
import { createClosedLoop, type LoadMethods } from "../load/closed-loop.ts";
import { answerText, Ledger, numbersIn, questionText } from "../load/ledger.ts";
import { askSteadily, type Pace } from "../load/open-loop.ts";
import { sessionsInTurn, skewedSessions } from "../load/sessions.ts";
import { createStopwatch, type MessageTimes } from "../load/stopwatch.ts";
import { serveCalls } from "../process/remote.ts";

export interface SimulatorArgument {
  /** As many people, each with a private chat. */
  readonly sessions: number;
  /** What the model takes for an answer. */
  readonly modelMs: number;
  /** Whether times are taken, which costs a little. */
  readonly stopwatch: boolean;
}

export interface SimulatorReady {
  readonly apiUrl: string;
  readonly oapiUrl: string;
  readonly modelUrl: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** A group with the robot in it. */
  readonly openConversationId: string;
}

export type SimulatorMethods = LoadMethods & {
  steady: (pace: Pace) => Promise<MessageTimes>;
  /** One message in each session, at most so many in flight. */
  visitAll: (inFlight: number) => Promise<void>;
  /** How often the model was asked. */
  modelCalls: () => number;
};

/** More than are ever in flight. */
const kept = 20_000;
const settleLimitMs = 30_000;

const { sessions, modelMs, stopwatch } = JSON.parse(process.argv[2] ?? "{}") as SimulatorArgument;
const simulator = await createSimulator({
  seed: 1,
  record: { mode: "counters" },
  limits: { callsPerSecond: 0, sessionsKept: kept },
  world: {
    apps: [defaultApp],
    people: Array.from({ length: sessions }, (_, index) => person(`person${index}`, `同事 ${index}`)),
    groups: [{ ...defaultGroup, members: ["person0"] }],
    messagesKept: 0,
    pathsKept: stopwatch ? kept : 0,
  },
});
const ledger = new Ledger();
const watch = createStopwatch(simulator.world);
const loop = createClosedLoop(ledger, say, skewedSessions);

simulator.model.respond(async ({ messages }) => {
  const startedAt = performance.now();
  const content = messages.at(-1)?.content;
  const numbers = numbersIn(typeof content === "string" ? content : JSON.stringify(content));
  if (modelMs > 0) await delay(modelMs);
  watch.onModel(numbers, performance.now() - startedAt);
  return { text: answerText(numbers) };
});

simulator.world.on("message", (message) => {
  if (message.from.kind === "robot") onReply(message);
});

function onReply({ text }: ChatMessage): void {
  for (const number of numbersIn(text)) {
    if (ledger.answer(number)) watch.onDelivered(number);
  }
  loop.refill();
}

function say(session: number, number: number): void {
  const { msgId } = simulator.say({ userId: `person${session}`, text: questionText(number) });
  watch.onPushed(number, msgId);
}

async function settled(): Promise<void> {
  const deadline = performance.now() + settleLimitMs;
  while (ledger.waiting > 0 && performance.now() < deadline) await delay(10);
  if (ledger.waiting > 0) throw new Error(`${ledger.waiting} messages were not answered`);
}

serveCalls(
  {
    ...loop.methods,
    async steady(pace: Pace): Promise<MessageTimes> {
      const next = sessionsInTurn(sessions);
      watch.begin();
      await askSteadily(pace, () => {
        const session = next();
        say(session, ledger.ask(session));
      });
      await settled();
      return watch.end();
    },
    async visitAll(inFlight: number): Promise<void> {
      for (let session = 0; session < sessions; session++) {
        while (ledger.waiting >= inFlight) await delay(1);
        say(session, ledger.ask(session));
      }
      await settled();
    },
    modelCalls: () => simulator.record.counts().modelCalls,
  } satisfies SimulatorMethods,
  {
    apiUrl: simulator.apiUrl,
    oapiUrl: simulator.oapiUrl,
    modelUrl: simulator.modelUrl,
    appKey: defaultApp.appKey,
    appSecret: defaultApp.appSecret,
    openConversationId: defaultGroup.conversationId,
  } satisfies SimulatorReady,
);
