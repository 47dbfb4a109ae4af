import { describe, expect, it } from "vitest";
import { table } from "./answer.ts";
import { renderAnswer } from "./render.ts";
import { cutTo, fitTo, oneLine, widthOf } from "./terminal-text.ts";

const people = [
  { id: "manager01", name: "张三", title: "研发部经理", mobile: "13800000000" },
  { id: "u2", name: "Ada Lovelace", title: undefined, mobile: "13900000000" },
];
const columns = { Id: "id", Name: "name", Title: "title", Mobile: "mobile" };

function show(rows: readonly unknown[], width: number): string[] {
  return renderAnswer({ data: rows, view: table(rows, columns) }, width);
}

describe("a table", () => {
  it("lines up Chinese and Latin text", () => {
    expect(show(people, 80)).toEqual([
      "Id         Name          Title       Mobile",
      "---------  ------------  ----------  -----------",
      "manager01  张三          研发部经理  13800000000",
      "u2         Ada Lovelace              13900000000",
    ]);
  });

  it.each([79, 60, 44, 40, 36, 32])("fits into %i columns", (width) => {
    const rows = [
      ...people,
      { id: "x".repeat(50), name: "名".repeat(40), title: "称".repeat(40), mobile: "1".repeat(30) },
    ];
    for (const line of show(rows, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  it("becomes records where columns would be too narrow to read", () => {
    expect(show(people, 20).slice(0, 4)).toEqual([
      "Id      manager01",
      "Name    张三",
      "Title   研发部经理",
      "Mobile  13800000000",
    ]);
  });

  it("never cuts the id of a row, which is there to be copied", () => {
    const rows = [{ id: "task90e7b4ae0f5092306166e7a2", name: "名".repeat(40), mobile: "13800000000" }];
    for (const width of [100, 80, 60, 50, 44]) expect(show(rows, width).join("\n")).toContain(`${rows[0]?.id} `);
    expect(show(rows, 40)[0]).toBe("Id      task90e7b4ae0f5092306166e7a2");
  });

  it("may have more rows than a call has arguments", () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => ({ id: index }));
    expect(show(rows, 80)).toHaveLength(200_002);
  });

  it("leaves out columns without any value, and says when there is nothing", () => {
    expect(show([{ id: "a" }], 80)).toEqual(["Id", "--", "a"]);
    expect(show([], 80)).toEqual(["(none)"]);
  });
});

describe("data without a view", () => {
  it("is shown as records, tables or lines", () => {
    expect(renderAnswer({ data: { a: 1, list: ["x", "y"], deep: { b: true }, none: null } }, 80)).toEqual([
      "a     1",
      "list  x, y",
      'deep  {"b":true}',
    ]);
    expect(renderAnswer({ data: [{ a: 1 }, { b: "二" }] }, 80)).toEqual(["a  b", "-  --", "1", "   二"]);
    expect(renderAnswer({ data: ["x", 2] }, 80)).toEqual(["x", "2"]);
    expect(renderAnswer({ data: 7 }, 80)).toEqual(["7"]);
  });
});

describe("points in time", () => {
  it("are shown as such under a name that says so, and only there", () => {
    const at = new Date(2026, 2, 1, 18, 0, 5).getTime();
    expect(renderAnswer({ data: { dueTime: at, taskId: at } }, 80)).toEqual([
      "dueTime  2026-03-01 18:00:05",
      `taskId   ${at}`,
    ]);
    expect(renderAnswer({ data: [], view: table([{ dueTime: at }], { Due: "dueTime" }) }, 80)).toContain(
      "2026-03-01 18:00:05",
    );
  });
});

describe("text for a terminal", () => {
  it("is cut between characters, with an ellipsis", () => {
    expect(cutTo("abcdef", 4)).toBe("abc…");
    expect(cutTo("张三李四", 5)).toBe("张三…");
    expect(cutTo("张三李四", 6)).toBe("张三…");
    expect(cutTo("👨‍👩‍👧abc", 3)).toBe("👨‍👩‍👧…");
    expect(fitTo("张", 4)).toBe("张  ");
  });

  it("has no control characters in its names either", () => {
    const [line = ""] = renderAnswer({ data: { "a\u009b2Jb": "value" } }, 80);
    expect(line).toBe("a\uFFFD2Jb  value");
  });

  it("is one line at once, also of a message that is nothing but spaces", () => {
    const spaces = " ".repeat(300_000);
    const startedAt = performance.now();
    expect(oneLine(`a${spaces}b`)).toBe(`a${spaces}b`);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("is one line without control characters", () => {
    expect(oneLine("a\r\nb\tc\u001b[2Jd\u202ee")).toBe("a ⏎ b\uFFFDc\uFFFD[2Jd\uFFFDe");
  });
});
