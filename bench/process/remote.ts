/** Calls between the benchmark and its programs, over the channel between parent and child. */

/** What a program answers, by name. One argument at most; arguments and results are JSON. */
export type Methods = Record<string, (argument: never) => unknown>;

/** From the benchmark to a program. */
export type ToProgram =
  | { readonly kind: "call"; readonly id: number; readonly name: string; readonly argument: unknown }
  | { readonly kind: "notice"; readonly value: unknown };

/** From a program to the benchmark. */
export type FromProgram =
  | { readonly kind: "ready"; readonly value: unknown }
  | { readonly kind: "notice"; readonly value: unknown }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly message: string };

/** The end of the channel inside a program. */
export interface Channel {
  /** Tells the benchmark something that nobody asked for. */
  notify(value: unknown): void;
  /** Called with what the benchmark tells unasked. */
  onNotice(listener: (value: unknown) => void): void;
}

/** Called once by a program when it can be used: answers calls from then on. */
export function serveCalls(methods: Methods, ready: unknown = {}): Channel {
  const listeners: ((value: unknown) => void)[] = [];
  process.on("message", (message: ToProgram) => {
    if (message.kind === "notice") for (const listener of listeners) listener(message.value);
    else void answerCall(methods, message).then(send);
  });
  process.channel?.ref();
  send({ kind: "ready", value: ready });
  return {
    notify: (value) => send({ kind: "notice", value }),
    onNotice: (listener) => void listeners.push(listener),
  };
}

function send(message: FromProgram): void {
  process.send?.(message);
}

async function answerCall(
  methods: Methods,
  { id, name, argument }: Extract<ToProgram, { kind: "call" }>,
): Promise<FromProgram> {
  try {
    const method = methods[name];
    if (method === undefined) throw new Error(`this program has no method ${name}`);
    return { kind: "result", id, value: await method(argument as never) };
  } catch (error) {
    return { kind: "failure", id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
