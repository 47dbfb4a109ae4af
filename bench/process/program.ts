/** One of the benchmark's own programs (`bench/programs`), running as a process. */
import type { FromProgram, Methods, ToProgram } from "./remote.ts";
import { notReady, type ProcessOptions, type StartedProcess, startProcess } from "./start-process.ts";

export interface Program<M extends Methods, Ready> extends StartedProcess {
  /** What it said when it was ready. */
  readonly ready: Ready;
  /** Calls one of its methods. Rejects when that fails or the process ends. */
  call<Name extends keyof M & string>(
    name: Name,
    ...argument: Parameters<M[Name]>
  ): Promise<Awaited<ReturnType<M[Name]>>>;
  /** Tells it something. */
  notify(value: unknown): void;
  onNotice(listener: (value: unknown) => void): void;
}

/** Starts `bench/programs/{name}.ts` with one argument, as JSON, and waits until it is ready. */
export async function startProgram<M extends Methods, Ready = unknown>(
  name: string,
  argument: unknown,
  options: Partial<ProcessOptions> = {},
): Promise<Program<M, Ready>> {
  const started = startProcess({
    name,
    file: `bench/programs/${name}.ts`,
    args: [JSON.stringify(argument)],
    ...options,
  });
  const { child } = started;
  const calls = new Map<number, PromiseWithResolvers<unknown>>();
  const listeners: ((value: unknown) => void)[] = [];
  const ready = Promise.withResolvers<Ready>();
  let calledSoFar = 0;

  child.on("message", (message: FromProgram) => {
    switch (message.kind) {
      case "ready":
        return ready.resolve(message.value as Ready);
      case "notice":
        for (const listener of listeners) listener(message.value);
        return;
      case "result":
        calls.get(message.id)?.resolve(message.value);
        break;
      case "failure":
        calls.get(message.id)?.reject(new Error(`${name}: ${message.message}`));
        break;
    }
    calls.delete(message.id);
  });
  child.once("exit", () => {
    ready.reject(notReady(started));
    for (const call of calls.values()) call.reject(new Error(`${name} ended:\n${started.log.slice(-20).join("\n")}`));
  });
  const tell = (message: ToProgram): void => {
    if (child.connected) child.send(message);
  };
  return {
    ...started,
    ready: await ready.promise,
    call(method, ...[argumentOfCall]) {
      const id = ++calledSoFar;
      const call = Promise.withResolvers<unknown>();
      calls.set(id, call);
      tell({ kind: "call", id, name: method, argument: argumentOfCall });
      return call.promise as Promise<Awaited<ReturnType<M[typeof method]>>>;
    },
    notify: (value) => tell({ kind: "notice", value }),
    onNotice: (listener) => void listeners.push(listener),
  };
}
