/** The single-process bot, and the simulator that it talks to. */
import { startProgram } from "../process/program.ts";
import { openSimulator } from "./simulator.ts";
import type { Stage } from "./stage.ts";

export async function openBot(sessions: number): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const simulator = stack.adopt(await openSimulator({ sessions }), (program) => program.stop());
  const bot = stack.adopt(await startProgram("bot", simulator.ready), (program) => program.stop());
  const closing = stack.move();
  return {
    load: simulator,
    redis: undefined,
    pids: { bot: bot.pid, simulator: simulator.pid },
    close: () => closing.disposeAsync(),
  };
}
