/**
 * An AsyncDisposableStack that knows what it is closing, so that a stop that hangs can say what hung.
 * An entry is named after its closing function, or after the class of what it closes.
 */
export class NamedStack extends AsyncDisposableStack {
  #closing: string | undefined;

  /** The entry that is being closed at this moment. */
  get closing(): string | undefined {
    return this.#closing;
  }

  override use<Value extends AsyncDisposable | Disposable | null | undefined>(value: Value): Value {
    if (value === null || value === undefined) return value;
    const dispose = async () => {
      if (Symbol.asyncDispose in value) await value[Symbol.asyncDispose]();
      else value[Symbol.dispose]();
    };
    super.defer(this.#named(nameOfValue(value), dispose));
    return value;
  }

  override adopt<Value>(value: Value, onDisposeAsync: (value: Value) => PromiseLike<void> | void): Value {
    super.defer(this.#named(onDisposeAsync.name || nameOfValue(value), () => onDisposeAsync(value)));
    return value;
  }

  override defer(onDisposeAsync: () => PromiseLike<void> | void): void {
    super.defer(this.#named(onDisposeAsync.name || "a closing function without a name", onDisposeAsync));
  }

  #named(name: string, close: () => PromiseLike<void> | void): () => Promise<void> {
    return async () => {
      this.#closing = name;
      await close();
      this.#closing = undefined;
    };
  }
}

function nameOfValue(value: unknown): string {
  return (typeof value === "object" && value !== null && value.constructor?.name) || typeof value;
}
