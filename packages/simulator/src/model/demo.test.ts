import { describe, expect, it } from "vitest";
import { answerAsDemo } from "./demo.ts";
import type { ModelMessage, ModelTool } from "./types.ts";

const remember: ModelTool = {
  type: "function",
  function: { name: "remember", parameters: { properties: { count: { type: "number" }, text: { type: "string" } } } },
};

function user(content: ModelMessage["content"] & {}): ModelMessage {
  return { role: "user", content };
}

function answer(...messages: ModelMessage[]): string {
  return answerAsDemo({ model: "demo", messages }).text ?? "";
}

const assistant: ModelMessage = { role: "assistant", content: "ok" };

describe("the demo model", () => {
  it("says at once that it is one, in the user's language, and only once", () => {
    expect(answer(user("你好"))).toMatch(/^> 我是\*\*演示模型\*\*/);
    expect(answer(user("hello"))).toMatch(/^> I am a \*\*demo model\*\*/);
    expect(answer(user("hello"), assistant, user("again"))).not.toContain("I am a");
  });

  it("quotes everything that waited for an answer", () => {
    const text = answer(assistant, user("first line\nsecond"), user("other"));
    expect(text).toContain("> first line\n> second\n>\n> other");
  });

  it("remembers a name within the history it is given", () => {
    expect(answer(user("我叫小明。"))).toContain("你好，**小明**");
    expect(answer(user("我叫小明"), assistant, user("我叫什么名字？"))).toBe("你叫**小明**。");
    expect(answer(user("My name is Ada"), assistant, user("what's my name?"))).toBe("Your name is **Ada**.");
    expect(answer(assistant, user("我叫什么"))).toContain("还没有告诉我");
    const system: ModelMessage = { role: "system", content: "已知：我叫小红" };
    expect(answer(system, assistant, user("我叫什么"))).toBe("你叫**小红**。");
  });

  it("lists what was said before, without the question", () => {
    const text = answer(user("one"), assistant, user("two"), assistant, user("What did I say before?"));
    expect(text).toBe("You said before:\n\n1. one\n2. two");
  });

  it("writes a long text with tables and code", () => {
    for (const wish of ["来一篇长文", "write something long"]) {
      const text = answer(user(wish));
      expect(text.length).toBeGreaterThan(1_200);
      expect(text).toMatch(/\n\| --- \|/);
      expect(text.match(/```/g)).toHaveLength(2);
    }
  });

  it("calls the remember tool with its first text parameter when it is offered", () => {
    const messages = [user("请记住，我喜欢喝茶")];
    const called = answerAsDemo({ model: "demo", messages, tools: [remember] });
    expect(called).toEqual({ toolCalls: [{ name: "remember", arguments: { text: "我喜欢喝茶" } }] });
    expect(answerAsDemo({ model: "demo", messages }).toolCalls).toBeUndefined();
  });

  it("tells format and size of an image", () => {
    const png = Buffer.alloc(2_000);
    png.writeUInt32BE(640, 16);
    png.writeUInt32BE(480, 20);
    const url = `data:image/png;base64,${png.toString("base64")}`;
    const picture = { type: "image_url", image_url: { url } } as const;
    expect(answer(assistant, user([{ type: "text", text: "看" }, picture]))).toContain("PNG, 640×480, 2 KB");
    const remote = { type: "image_url", image_url: { url: "https://example.com/a.png" } } as const;
    expect(answer(assistant, user([remote]))).toContain("1 image(s): an image");
  });
});
