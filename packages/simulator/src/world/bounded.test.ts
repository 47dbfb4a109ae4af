import { describe, expect, it } from "vitest";
import { BoundedList, BoundedMap } from "./bounded.ts";

describe("BoundedMap", () => {
  it("forgets the oldest key and says so", () => {
    const forgotten: string[] = [];
    const map = new BoundedMap<string, number>(2, (key) => forgotten.push(key));
    map.set("a", 1);
    map.set("b", 2);
    map.set("a", 3);
    map.set("c", 4);
    expect([...map.values()]).toEqual([2, 4]);
    expect(forgotten).toEqual(["a"]);
  });

  it("does not report a key that was deleted before its turn", () => {
    const forgotten: string[] = [];
    const map = new BoundedMap<string, number>(2, (key) => forgotten.push(key));
    map.set("a", 1);
    map.set("b", 2);
    map.delete("a");
    map.set("c", 3);
    expect(forgotten).toEqual([]);
    expect(map.size).toBe(2);
  });
});

describe("BoundedList", () => {
  it("keeps the newest items", () => {
    const list = new BoundedList<number>(3);
    for (let item = 1; item <= 8; item++) list.push(item);
    expect(list.toArray()).toEqual([6, 7, 8]);
  });
});
