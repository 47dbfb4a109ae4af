import { describe, expect, it } from "vitest";
import { changeConfig, readConfig } from "./config-text.ts";

describe("the text of a config file", () => {
  it("is read with quotes, export, spaces and both line ends", () => {
    const text = "A=1\r\nexport B='two words'\n  C = \"x=y\" \n# D=4\nE=\nA=5\n";
    expect(Object.fromEntries(readConfig(text))).toEqual({ A: "5", B: "two words", C: "x=y" });
  });

  it("is changed line by line; the rest stays byte for byte", () => {
    const text = "# head\nA=1\n\nweird line\nB=2\n";
    expect(changeConfig(text, { A: "9", B: undefined, C: "3" })).toBe("# head\nA=9\n\nweird line\nC=3\n");
    expect(changeConfig("A=1\r\n", { B: "2" })).toBe("A=1\r\nB=2\r\n");
    expect(changeConfig("", { A: "1" })).toBe("A=1\n");
    expect(changeConfig("A=1\nA=2\n", { A: "3" })).toBe("A=3\n");
  });
});
