import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { defaultApp, defaultGroup } from "../../world/default-world.ts";
import { createStage, groupChat, phone, send, useBrowser } from "./stage.ts";

const browser = useBrowser(process.env["PATH"]);

function overflow(page: Page): Promise<unknown> {
  return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

function isInside(page: Page, selector: string): Promise<unknown> {
  return page
    .locator(selector)
    .last()
    .evaluate((node: { getBoundingClientRect(): { left: number; right: number } }) => {
      const { left, right } = node.getBoundingClientRect();
      return left >= 0 && right <= 360;
    });
}

describe("a phone of 360 pixels", () => {
  it("shows the list first, then one chat, and the way back", async () => {
    const stage = await createStage();
    const page = await browser.open(stage, phone);
    expect(await page.getByRole("textbox").isVisible()).toBe(false);
    await page.getByRole("link", { name: /小助手/ }).tap();
    await page.getByRole("textbox").waitFor();
    expect(await page.getByRole("navigation", { name: "Chats" }).isVisible()).toBe(false);
    await send(page, "from a phone");
    await page.getByRole("button", { name: "Back to the chats" }).tap();
    await page.getByRole("link", { name: /from a phone/ }).waitFor();
    await page.goBack();
    await page.getByRole("textbox").waitFor();
  });

  it("keeps long lines, wide tables and code inside their bubble", async () => {
    const stage = await createStage();
    const page = await browser.open(stage, { ...phone, as: "zhangsan01", chat: stage.privateChat("zhangsan01") });
    const columns = Array.from({ length: 20 }, (_, index) => `column ${index}`).join(" | ");
    const table = `| ${columns} |\n|${"---|".repeat(20)}\n| ${columns} |`;
    stage.robot.says(`${"unbroken".repeat(80)}\n\n${table}\n\n\`\`\`\n${"code ".repeat(80)}\n\`\`\``);
    await page.locator(".markdown pre").waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await isInside(page, ".bubble")).toBe(true);
    const scrolls = await page
      .locator(".scrolls")
      .evaluateAll((nodes: { scrollWidth: number; clientWidth: number }[]) =>
        nodes.map((node) => node.scrollWidth > node.clientWidth),
      );
    expect(scrolls).toEqual([true, true]);
  });

  it("opens a long chat at its end", async () => {
    const stage = await createStage();
    for (let number = 1; number <= 40; number += 1) stage.robot.says(`message ${number}`);
    const page = await browser.open(stage, phone);
    await page.getByRole("link", { name: /小助手/ }).tap();
    const last = page.locator(".message", { hasText: "message 40" });
    await last.waitFor();
    const fromEnd = "(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight)";
    const distance = () => page.evaluate(`${fromEnd}(document.querySelector(".messages-box"))`);
    await expect.poll(distance).toBeLessThan(2);
    // Still so once everything that changes the size has happened.
    await page.getByRole("textbox").fill("a draft");
    expect(await distance()).toBeLessThan(2);
  });

  it("shows no buttons on a message that only lies where one touched before", async () => {
    const stage = await createStage();
    for (let number = 1; number <= 40; number += 1) stage.robot.says(`message ${number}`);
    const page = await browser.open(stage, phone);
    await page.getByRole("link", { name: /小助手/ }).tap();
    await page.locator(".message", { hasText: "message 40" }).waitFor();
    // Phones leave the pointer where the finger was.
    await page.locator(".message .bubble", { hasText: "message 39" }).hover();
    expect(await page.locator(".message-buttons").filter({ visible: true }).count()).toBe(0);
  });

  it("offers quote and path of the message one touches", async () => {
    const stage = await createStage();
    const page = await browser.open(stage, { ...phone, as: "zhangsan01", chat: stage.privateChat("zhangsan01") });
    stage.robot.says("touch me");
    await page.locator(".message .bubble").tap();
    await page.getByRole("button", { name: "Quote 小助手’s message" }).tap();
    await expect.poll(() => page.locator(".quote-chip .quoted-text").textContent()).toBe("touch me");
  });
});

describe("a group", () => {
  it("shows which robot hears what one writes, and whom the robot answers", async () => {
    const stage = await createStage();
    const page = await browser.open(stage, { as: "lisi02", chat: groupChat });
    stage.robot.says("done", { conversationId: groupChat, recipient: "zhangsan01" });
    await expect.poll(() => page.locator(".recipient").textContent()).toBe("to 张三");
    expect(await page.locator(".addressed span").textContent()).toBe("@小助手");
  });

  it("lets one choose among several robots", async () => {
    const stage = await createStage();
    stage.world.addApp({ ...defaultApp, appKey: "second", robotCode: "second", robotName: "Second" });
    stage.world.addGroup({ ...defaultGroup, robots: [defaultApp.appKey, "second"] });
    const page = await browser.open(stage, { as: "lisi02", chat: groupChat });
    await page.getByLabel("Robot addressed").selectOption("@Second");
    await send(page, "for the second");
    expect(stage.world.messages(groupChat).at(-1)?.appKey).toBe("second");
  });
});

describe("scrolling", () => {
  it("stays at the end while it is there, and stays put while one reads above", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    const box = page.locator(".messages-box");
    const fromEnd = () =>
      box.evaluate((node: { scrollHeight: number; scrollTop: number; clientHeight: number }) =>
        Math.round(node.scrollHeight - node.scrollTop - node.clientHeight),
      );
    for (let count = 0; count < 30; count += 1) stage.robot.says(`line ${count}\n\nand one more`);
    await page.locator(".message", { hasText: "line 29" }).waitFor();
    await expect.poll(fromEnd).toBeLessThanOrEqual(1);
    await box.hover();
    await page.mouse.wheel(0, -600);
    await expect.poll(fromEnd).toBeGreaterThan(400);
    const top = () => box.evaluate((node: { scrollTop: number }) => node.scrollTop);
    const settled = await top();
    stage.robot.says("something new");
    const more = page.getByRole("button", { name: "New messages" });
    await more.waitFor();
    expect(await top()).toBe(settled);
    await more.click();
    await expect.poll(fromEnd).toBeLessThanOrEqual(1);
    await more.waitFor({ state: "hidden" });
  });
});

describe("the keyboard alone", () => {
  it("skips to the box, writes, breaks lines and sends", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the message box");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("Message 小助手");
    await page.keyboard.type("first line");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("second line");
    await page.keyboard.press("Enter");
    await page.locator(".message[data-own]").waitFor();
    expect(stage.world.messages(stage.privateChat("zhangsan01"))[0]?.text).toBe("first line\nsecond line");
  });

  it("moves in the list of chats with the arrow keys and opens one with Enter", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await page.getByRole("link", { name: /小助手/ }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "项目群" }).waitFor();
    expect(await focused(page)).toBe("Message 项目群");
  });

  it("goes up to a message, quotes it, and drops the quote with Escape", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    stage.robot.says("older");
    stage.robot.says("newer");
    await page.locator(".message", { hasText: "newer" }).waitFor();
    await page.getByRole("textbox").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Quote 小助手’s message");
    await page.keyboard.press("Enter");
    await page.locator(".quote-chip", { hasText: "older" }).waitFor();
    expect(await focused(page)).toBe("Message 小助手");
    await page.keyboard.press("Escape");
    await page.locator(".quote-chip").waitFor({ state: "hidden" });
  });

  it("shows where the focus is", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    expect(outline).toBe("solid");
  });

  it("chooses a command after a slash", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await page.getByRole("textbox").fill("/");
    await page.getByRole("option", { name: "/stop" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("textbox").inputValue()).toBe("/stop");
    await page.keyboard.press("Enter");
    await page.locator(".message[data-own]", { hasText: "/stop" }).waitFor();
  });

  it("does not send with the Enter that ends the composition of an input method", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await page.getByRole("textbox").fill("ni");
    // As browsers report it while composing, and as Safari does just after.
    const enters = ["{ key: 'Enter', isComposing: true }", "{ key: 'Enter', keyCode: 229 }"];
    for (const enter of enters) {
      await page.evaluate(`(() => {
        const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...${enter} });
        document.getElementById("text").dispatchEvent(event);
      })()`);
    }
    expect(await page.getByRole("textbox").inputValue()).toBe("ni");
    await page.getByRole("textbox").press("Enter");
    await page.locator(".message[data-own]", { hasText: "ni" }).waitFor();
    expect(await page.locator(".message").count()).toBe(1);
  });
});

describe("screen readers", () => {
  it("are told each complete message once, not every word of a growing one", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    const announced = page.getByRole("status").and(page.locator("#announcer"));
    const card = stage.robot.card();
    card.write("Half");
    await page.locator(".content", { hasText: "Half" }).waitFor();
    expect(await announced.textContent()).toBe("");
    card.finish("Half and **whole**");
    await expect.poll(() => announced.textContent()).toBe("小助手: Half and whole");
  });

  it("find named landmarks and a list of messages", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    stage.robot.says("hello");
    await page.getByRole("main").getByRole("list", { name: "Messages" }).getByRole("listitem").last().waitFor();
    await page.getByRole("navigation", { name: "Chats" }).waitFor();
    await page.getByRole("complementary", { name: "Message path" }).waitFor();
    expect(await page.getByRole("link", { name: /小助手/ }).getAttribute("aria-current")).toBe("page");
  });
});

describe("languages and colours", () => {
  it("speaks the language of the browser and switches on request, for good", async () => {
    const stage = await createStage();
    const page = await browser.open(stage, { locale: "zh-CN" });
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    await page.getByRole("navigation", { name: "会话" }).waitFor();
    await page.getByRole("textbox").fill("没写完");
    await page.getByRole("button", { name: "Switch to English" }).click();
    await page.getByRole("navigation", { name: "Chats" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await page.getByRole("textbox").inputValue()).toBe("没写完");
    await page.reload();
    await page.getByRole("navigation", { name: "Chats" }).waitFor();
  });

  it("has every sentence in both languages, with the same values in it", async () => {
    const module: unknown = await import(new URL("dictionary.js", import.meta.url).href);
    const { dictionary } = module as { dictionary: Record<"en" | "zh", Record<string, string>> };
    expect(values(dictionary.zh)).toEqual(values(dictionary.en));
    expect(Object.values(dictionary.zh).filter((sentence) => sentence.trim() === "")).toEqual([]);
  });

  it.each(["light", "dark"] as const)("can be read in %s colours", async (colorScheme) => {
    const stage = await createStage();
    const page = await browser.open(stage, { colorScheme });
    await send(page, "hello");
    stage.robot.says("hi [link](https://example.com)");
    await page.locator(".markdown a").waitFor();
    const pieces = [".typed", ".markdown p", ".markdown a", ".author", ".status", ".chat-preview", ".step-time"];
    const contrasts = await Promise.all(pieces.map((selector) => contrast(page, selector)));
    expect(contrasts.filter((ratio) => !(ratio >= 4.5))).toEqual([]);
  });
});

/** The names of the values in each sentence. */
function values(sentences: Record<string, string>): unknown {
  return Object.entries(sentences).map(([name, sentence]) => [name, (sentence.match(/\{\w+\}/g) ?? []).toSorted()]);
}

/** The accessible name of what has the focus, as far as these tests need it. */
function focused(page: Page): Promise<unknown> {
  return page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");
}

/** Contrast of the text with the nearest background behind it, by the formula of WCAG 2. */
async function contrast(page: Page, selector: string): Promise<number> {
  const ratio = await page.evaluate(`(() => {
    const node = document.querySelector(${JSON.stringify(selector)});
    const context = document.createElement("canvas").getContext("2d");
    const rgb = (colour) => {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour) => {
      const [red, green, blue] = rgb(colour).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    let behind = node;
    while (/rgba\\(.*, 0\\)|transparent/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
    const [low, high] = [getComputedStyle(node).color, getComputedStyle(behind).backgroundColor]
      .map(luminance)
      .sort((left, right) => left - right);
    return (high + 0.05) / (low + 0.05);
  })()`);
  return Number(ratio);
}
