import { type Program, startProgram } from "../process/program.ts";
import type { SimulatorArgument, SimulatorMethods, SimulatorReady } from "../programs/simulator.ts";

export type SimulatorProgram = Program<SimulatorMethods, SimulatorReady>;

/** Starts the process with the simulator and its people. */
export function openSimulator(options: Partial<SimulatorArgument>): Promise<SimulatorProgram> {
  const argument: SimulatorArgument = { sessions: 2000, modelMs: 0, stopwatch: false, ...options };
  return startProgram<SimulatorMethods, SimulatorReady>("simulator", argument);
}
