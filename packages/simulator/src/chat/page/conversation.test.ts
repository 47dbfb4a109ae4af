import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { createStage, findChromium, groupChat, send, useBrowser } from "./stage.ts";

const browser = useBrowser(process.env["PATH"]);

describe("the browser of these tests", () => {
  it("is named in one clear sentence when it is missing", () => {
    expect(() => findChromium("/nowhere")).toThrow(/need Chromium: install/);
  });
});

describe("a conversation", () => {
  it("shows what one types at once, on one's own side, and empties the box", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await send(page, "Hello\u00a0there");
    expect(await page.getByRole("textbox").inputValue()).toBe("");
    expect(stage.world.messages(stage.privateChat("zhangsan01")).map(({ text }) => text)).toEqual(["Hello\u00a0there"]);
  });

  it("offers ways to begin, and sends the one that is chosen", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await page.getByRole("button", { name: "/help" }).click();
    await page.locator(".message[data-own]", { hasText: "/help" }).waitFor();
    expect(stage.lastOf("zhangsan01").text).toBe("/help");
    expect(await page.getByRole("button", { name: "/help" }).isVisible()).toBe(false);
    expect(await page.evaluate("document.activeElement.id")).toBe("text");
  });

  it("offers no way to begin while no bot listens", async () => {
    const page = await browser.open(await createStage({ bot: false }));
    await page.getByRole("heading", { name: "No bot connected yet, waiting…" }).waitFor();
    expect(await page.getByRole("button", { name: "/help" }).isVisible()).toBe(false);
  });

  it("keeps the order of messages that are sent quickly", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    const texts = ["first", "second", "third"];
    let held: (() => void) | undefined;
    await page.route("**/chat/messages", (route) => {
      // The first request is held until all were typed; the others could overtake it.
      if (held === undefined) held = () => void route.continue();
      else void route.continue();
    });
    for (const text of texts) {
      await page.getByRole("textbox").fill(text);
      await page.getByRole("textbox").press("Enter");
    }
    await expect.poll(() => held).toBeDefined();
    held?.();
    await expect.poll(() => page.locator(".message .typed").allTextContents()).toEqual(texts);
  });

  it("keeps two people apart, each in a window of their own", async () => {
    const stage = await createStage();
    const zhang = await browser.open(stage, { as: "zhangsan01" });
    const li = await browser.open(stage, { as: "lisi02" });
    await Promise.all([send(zhang, "from Zhang"), send(li, "from Li")]);
    stage.robot.says("for Zhang", { conversationId: stage.privateChat("zhangsan01") });
    stage.robot.says("for Li", { conversationId: stage.privateChat("lisi02") });
    await zhang.getByText("for Zhang").last().waitFor();
    await li.getByText("for Li").last().waitFor();
    expect(await zhang.locator(".messages").textContent()).not.toContain("Li");
    expect(await li.locator(".messages").textContent()).not.toContain("Zhang");
  });

  it("shows everybody in a group the same, each from their own side", async () => {
    const stage = await createStage();
    const zhang = await browser.open(stage, { as: "zhangsan01", chat: groupChat });
    const li = await browser.open(stage, { as: "lisi02", chat: groupChat });
    await send(zhang, "Good morning");
    const received = li.locator(".message", { hasText: "Good morning" });
    await received.waitFor();
    expect(await received.getAttribute("data-own")).toBeNull();
    expect(await received.locator(".author").textContent()).toBe("张三");
  });

  it("switches to another person and finds that person's conversation", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await send(page, "I am Zhang");
    await page.getByLabel("Speaking as").selectOption({ label: "李四" });
    await expect.poll(() => page.locator(".message").count()).toBe(0);
    await send(page, "I am Li");
    expect(new URL(page.url()).searchParams.get("as")).toBe("lisi02");
    expect(new URL(page.url()).searchParams.get("chat")).toBe(stage.privateChat("lisi02"));
    expect(stage.world.messages(stage.privateChat("lisi02")).at(-1)?.from).toEqual({
      kind: "person",
      userId: "lisi02",
    });
    await page.goBack();
    await page.getByText("I am Zhang").last().waitFor();
  });

  it("is found again by its address", async () => {
    const stage = await createStage();
    const page = await browser.open(stage, { as: "wangfang03" });
    await page.getByRole("link", { name: /项目群/ }).click();
    await send(page, "remember me");
    await page.reload();
    await page.locator(".message[data-own]", { hasText: "remember me" }).waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("项目群");
    expect(await page.getByLabel("Speaking as").inputValue()).toBe("wangfang03");
  });

  it("counts what is unread in other chats, and in the title", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    stage.robot.says("one", { conversationId: groupChat });
    stage.robot.says("two", { conversationId: groupChat });
    await page.getByLabel("2 unread").waitFor();
    await expect.poll(() => page.title()).toBe("(2) DingTalk simulator");
    await page.getByRole("link", { name: /项目群/ }).click();
    await expect.poll(() => page.title()).toBe("DingTalk simulator");
  });
});

describe("an AI card", () => {
  it("grows as it is written, in one bubble, and says what it is doing", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    const card = stage.robot.card();
    const bubble = page.locator(".message[data-robot] .bubble");
    await bubble.getByText("Thinking…").waitFor();
    card.write("The answer");
    await bubble.getByText("The answer", { exact: true }).waitFor();
    await bubble.getByText("Writing…").waitFor();
    card.write("The answer **grows**");
    await bubble.locator("strong", { hasText: "grows" }).waitFor();
    card.finish("The answer **grows** and ends.");
    await bubble.getByText("and ends.").waitFor();
    await bubble.getByText("Writing…").waitFor({ state: "hidden" });
    expect(await bubble.count()).toBe(1);
  });

  it("leaves the finished part of its text untouched while it grows", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    const card = stage.robot.card();
    card.write("First paragraph.\n\nSecond");
    const first = page.locator(".content p", { hasText: "First paragraph." });
    await first.waitFor();
    const node = await first.elementHandle();
    card.write("First paragraph.\n\nSecond paragraph, longer.");
    await page.locator(".content p", { hasText: "Second paragraph, longer." }).waitFor();
    expect(await node?.evaluate((one) => one.isConnected)).toBe(true);
  });

  it("says when the answer failed", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    stage.robot.card({ text: "Half of it" }).fail();
    await expect.poll(() => page.locator(".card-status").textContent()).toBe("The answer failed");
  });
});

describe("markdown of a robot", () => {
  it("is rendered, with links that open apart from the page", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    stage.robot.says(
      "## Title\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n`code` [link](https://example.com/x)",
    );
    const content = page.locator(".content.markdown");
    await content.getByRole("heading", { name: "Title" }).waitFor();
    expect(await content.getByRole("listitem").count()).toBe(2);
    expect(await content.locator("td").allTextContents()).toEqual(["1", "2"]);
    const link = content.getByRole("link", { name: "link" });
    expect(await link.getAttribute("target")).toBe("_blank");
    expect(await link.getAttribute("rel")).toContain("noopener");
  });

  it("cannot run or disguise anything", async () => {
    const stage = await createStage();
    // The policy speaks up while the sanitiser takes the attacks apart: a second lock, not a failure.
    const page = await browser.open(stage, { tolerate: /Content Security Policy/ });
    const attacks = [
      "<script>document.title = 'owned'</script>",
      "<img src=x onerror=\"document.title = 'owned'\">",
      "<svg onload=\"document.title = 'owned'\"></svg>",
      "[click](javascript:document.title='owned')",
      "<iframe src='/'></iframe><form action='/'><input name=a></form>",
      "<style>body { display: none }</style><p id=text class=skip style='position:fixed'>over</p>",
      "<a href='data:text/html,<script>1</script>'>data</a><base href='https://evil.example'>",
    ];
    stage.robot.says([...attacks, "the end"].join("\n\n"));
    const content = page.locator(".content.markdown");
    await content.getByText("the end").waitFor();
    const forbidden = "script, svg, iframe, form, input, style, base, [onerror], [onload], [style], [id]";
    expect(await content.locator(forbidden).count()).toBe(0);
    expect(await content.locator("a[href^='javascript'], a[href^='data'], [class=skip]").count()).toBe(0);
    expect(await page.title()).toBe("DingTalk simulator");
  });

  it("is shown as typed when a person wrote it", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await send(page, "**not bold** <b>x</b>");
    expect(await page.locator(".message[data-own] .typed").textContent()).toBe("**not bold** <b>x</b>");
  });
});

describe("quotes and pictures", () => {
  it("quotes a message that one chooses", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    stage.robot.says("The **meeting** is at nine.");
    await page.locator(".message[data-robot]").hover();
    await page.getByRole("button", { name: "Quote 小助手’s message" }).click();
    await page.locator(".quote-chip", { hasText: "The meeting is at nine." }).waitFor();
    await page.keyboard.type("Where?");
    await page.keyboard.press("Enter");
    const quoted = page.locator(".message[data-own] .quoted");
    await quoted.waitFor();
    expect(await quoted.textContent()).toContain("The meeting is at nine.");
    expect(stage.world.messages(stage.privateChat("zhangsan01")).at(-1)?.quote?.id).toBe("robot1");
    expect(await page.locator(".quote-chip").isVisible()).toBe(false);
  });

  it("sends a picture that is attached, made smaller, and shows it inline", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await page.locator("input[type=file]").setInputFiles({
      name: "large.png",
      mimeType: "image/png",
      buffer: await drawPicture(page, 3000, 1500),
    });
    await page.getByAltText("Picture attached").waitFor();
    await send(page, "What is this?");
    const image = page.locator(".message[data-own] img");
    await expect.poll(() => naturalSize(image)).toEqual([1600, 800]);
    expect(await page.getByAltText("Picture attached").isVisible()).toBe(false);
  });

  it("sends a picture that is pasted, without any words", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    const bytes = (await drawPicture(page, 20, 10)).toString("base64");
    await page.evaluate(`(() => {
      const bytes = Uint8Array.from(atob("${bytes}"), (letter) => letter.charCodeAt(0));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([bytes], "paste.png", { type: "image/png" }));
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.getElementById("text").dispatchEvent(event);
    })()`);
    await page.getByAltText("Picture attached").waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    const image = page.locator(".message[data-own] img");
    await expect.poll(() => naturalSize(image)).toEqual([20, 10]);
  });

  it("says so when a file is no picture", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
    await expect.poll(() => page.locator(".send-error").textContent()).toContain("“notes.txt” is not a picture");
  });
});

function naturalSize(image: Locator): Promise<unknown> {
  return image.evaluate((one: { naturalWidth?: number; naturalHeight?: number }) => [
    one.naturalWidth,
    one.naturalHeight,
  ]);
}

/** A PNG of the size, drawn by the browser itself. */
async function drawPicture(page: Page, width: number, height: number): Promise<Buffer> {
  const url = await page.evaluate(`(() => {
    const canvas = document.createElement("canvas");
    canvas.width = ${width};
    canvas.height = ${height};
    canvas.getContext("2d").fillRect(0, 0, ${width / 2}, ${height});
    return canvas.toDataURL("image/png");
  })()`);
  return Buffer.from(String(url).split(",")[1] ?? "", "base64");
}
