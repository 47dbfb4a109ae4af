import { expect, test } from "vitest";
import { NamedStack } from "./named-stack.ts";

class Connection implements AsyncDisposable {
  readonly [Symbol.asyncDispose] = async () => {};
}

/** The names of the entries, seen while each is being closed. */
async function namesWhileClosing(fill: (stack: NamedStack, look: () => void) => void): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = [];
  const stack = new NamedStack();
  fill(stack, () => names.push(stack.closing));
  await stack.disposeAsync();
  return [...names, stack.closing];
}

test("entries are named after their closing functions, and nothing is closing afterwards", async () => {
  const names = await namesWhileClosing((stack, look) => {
    stack.defer(function closeQueue() {
      look();
    });
    stack.adopt(1, function endConnection() {
      look();
    });
  });
  expect(names).toEqual(["endConnection", "closeQueue", undefined]);
});

test("entries without a named function are named after the class of what they close", async () => {
  const names = await namesWhileClosing((stack, look) => {
    stack.adopt(new Connection(), async () => look());
    const connection = stack.use(new Connection());
    Object.assign(connection, { [Symbol.asyncDispose]: async () => look() });
  });
  expect(names).toEqual(["Connection", "Connection", undefined]);
});

test("synchronous and absent resources are taken as by the original", async () => {
  const closed: string[] = [];
  const stack = new NamedStack();
  expect(stack.use(null)).toBeNull();
  const resource = { [Symbol.dispose]: () => closed.push("sync") };
  expect(stack.use(resource as unknown as Disposable)).toBe(resource);
  await stack.disposeAsync();
  expect(closed).toEqual(["sync"]);
});

test("when an entry fails the ones before it are closed all the same", async () => {
  const closed: string[] = [];
  const stack = new NamedStack();
  stack.defer(() => void closed.push("first"));
  stack.defer(() => Promise.reject(new Error("refused")));
  await expect(stack.disposeAsync()).rejects.toThrow("refused");
  expect(closed).toEqual(["first"]);
});
