import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { createStage, phone, send, useBrowser } from "./stage.ts";

const browser = useBrowser(process.env["PATH"]);

function stepNames(page: Page): Promise<string[]> {
  return page.locator(".step[data-done] .step-name").allTextContents();
}

describe("the path of a message", () => {
  it("fills up step by step, with times and the milliseconds between", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await send(page, "Where am I?");
    await expect.poll(() => stepNames(page)).toEqual(["Typed", "Pushed to the bot"]);
    const { id, at } = stage.lastOf("zhangsan01");
    // Far behind the push, which takes its own time on a busy machine.
    const later = at + 30_000;
    stage.world.addStep(id, "stored", later + 4);
    stage.world.addStep(id, "acknowledged", later + 6);
    await expect.poll(() => stepNames(page)).toEqual(["Typed", "Pushed to the bot", "Stored", "Acknowledged"]);
    stage.world.addStep(id, "turn", later + 20);
    await page.getByText("30.0 s so far").waitFor();
    stage.world.addStep(id, "delivered", later + 1_520);
    const delivered = page.locator(".step[data-done]", { hasText: "Answer delivered" });
    await delivered.waitFor();
    expect(await delivered.locator(".step-since").textContent()).toBe("+1.50 s");
    expect(await delivered.locator("time").textContent()).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
    const acknowledged = page.locator(".step", { hasText: "Acknowledged" });
    expect(await acknowledged.locator(".step-since").textContent()).toBe("+2 ms");
    await page.getByText("31.5 s in all").waitFor();
    expect(await page.locator(".path-id code").textContent()).toBe(id);
  });

  it("tells the truth about a real bot: pushed, acknowledged, answered through its webhook", async () => {
    const stage = await createStage({ bot: false });
    await stage.connectBot(({ sessionWebhook, text }) => {
      const markdown = { title: "Echo", text: `You said **${text?.content}**` };
      void fetch(sessionWebhook, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ msgtype: "markdown", markdown }),
      });
      return true;
    });
    const page = await browser.open(stage);
    await send(page, "ping");
    await page.locator(".content strong", { hasText: "ping" }).waitFor();
    await expect
      .poll(() => stepNames(page).then((names) => names.toSorted()))
      .toEqual(["Acknowledged", "Answer delivered", "Pushed to the bot", "Typed"]);
  });

  it("follows the latest message, or stays with the one that is chosen", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await send(page, "first");
    await send(page, "second");
    const subject = page.locator(".path-words");
    await expect.poll(() => subject.textContent()).toBe("second");
    await page.locator(".message", { hasText: "first" }).hover();
    await page.getByRole("button", { name: "Path of 张三’s message" }).first().click();
    await expect.poll(() => subject.textContent()).toBe("first");
    stage.robot.says("An answer to second");
    await page.locator(".message", { hasText: "An answer" }).waitFor();
    expect(await subject.textContent()).toBe("first");
    await page.getByRole("button", { name: "Follow the latest message" }).click();
    await expect.poll(() => subject.textContent()).toBe("second");
  });

  it("is that of the question when one asks for the path of an answer", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await send(page, "the question");
    stage.robot.says("the answer", { recipient: "zhangsan01" });
    await send(page, "another question");
    await page.locator(".message", { hasText: "the answer" }).hover();
    await page.getByRole("button", { name: "Path of 小助手’s message" }).click();
    await expect.poll(() => page.locator(".path-words").textContent()).toBe("the question");
  });

  it("is read again after a reload", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    await send(page, "hello");
    stage.world.addStep(stage.lastOf("zhangsan01").id, "stored");
    await page.reload();
    await expect.poll(() => stepNames(page)).toEqual(["Typed", "Pushed to the bot", "Stored"]);
  });

  it("says when no bot got the message, also below the message itself", async () => {
    const stage = await createStage({ bot: false });
    const page = await browser.open(stage);
    await send(page, "anybody?");
    const sentence = "Not pushed: no bot was connected";
    await expect.poll(() => page.locator(".message .unpushed").textContent()).toBe(sentence);
    await expect.poll(() => page.locator(".step-name").allTextContents()).toContain(sentence);
  });

  it("opens as a sheet on a phone and closes with Escape, the button and a touch beside it", async () => {
    const stage = await createStage();
    const page = await browser.open(stage, { ...phone, as: "zhangsan01", chat: stage.privateChat("zhangsan01") });
    await send(page, "hello");
    const sheet = page.getByRole("dialog", { name: "Message path" });
    const open = page.getByRole("button", { name: "Show message path" });
    await open.click();
    await sheet.waitFor();
    expect(await sheet.getByRole("button", { name: "Close message path" }).evaluate(isFocused)).toBe(true);
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    expect(await open.evaluate(isFocused)).toBe(true);
    await open.click();
    await page.getByRole("button", { name: "Close message path" }).click();
    await sheet.waitFor({ state: "hidden" });
    await open.click();
    await sheet.waitFor();
    await page.mouse.click(180, 20);
    await sheet.waitFor({ state: "hidden" });
  });
});

function isFocused(node: { matches(selector: string): boolean }): boolean {
  return node.matches(":focus");
}
