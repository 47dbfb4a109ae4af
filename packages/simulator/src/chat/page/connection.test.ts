import { describe, expect, it } from "vitest";
import { person } from "../../world/default-world.ts";
import { createFront, createStage, send, useBrowser } from "./stage.ts";

const browser = useBrowser(process.env["PATH"]);

/** What a browser says about a server that is gone on purpose. */
const gone = { tolerate: /net::ERR_/ };

describe("the connection of the bot", () => {
  it("is awaited in words, and noticed by itself", async () => {
    const stage = await createStage({ bot: false });
    const page = await browser.open(stage);
    const status = page.locator(".status");
    await page.getByRole("heading", { name: "No bot connected yet, waiting…" }).waitFor();
    expect(await status.textContent()).toBe("No bot connected yet, waiting…");
    const first = await stage.connectBot();
    await expect.poll(() => status.textContent()).toBe("Bot connected");
    await page.getByRole("heading", { name: "Say hello to 小助手" }).waitFor();
    const second = await stage.connectBot();
    await expect.poll(() => status.textContent()).toBe("Bot connected · 2 connections");
    first.close();
    second.close();
    await expect.poll(() => status.textContent()).toBe("No bot connected yet, waiting…");
  });

  it("shows people who join the simulator later", async () => {
    const stage = await createStage();
    const page = await browser.open(stage);
    stage.world.addPerson(person("new05", "新来的"));
    const names = page.getByLabel("Speaking as").locator("option");
    await expect.poll(() => names.allTextContents()).toContain("新来的");
  });
});

describe("a simulator that goes away", () => {
  it("is reported in a banner, tried again by itself, and nothing that happened meanwhile is missing", async () => {
    const stage = await createStage();
    const front = await createFront(stage);
    const page = await browser.open(front, gone);
    await send(page, "before");
    await front.stop();
    const banner = page.getByRole("alert").filter({ hasText: "The simulator does not answer" });
    await banner.waitFor();
    await expect.poll(() => page.locator(".status").textContent()).toBe("Bot: not known at the moment");
    stage.robot.says("meanwhile");
    await front.start();
    await banner.waitFor({ state: "hidden" });
    await page.locator(".message", { hasText: "meanwhile" }).waitFor();
    expect(await page.locator(".message").count()).toBe(2);
  });

  it("is tried at once when one asks for it", async () => {
    const stage = await createStage();
    const front = await createFront(stage);
    const page = await browser.open(front, gone);
    await front.stop();
    const retry = page.getByRole("button", { name: "Try now" });
    await retry.waitFor();
    await front.start();
    await retry.click();
    await expect.poll(() => retry.isVisible()).toBe(false);
  });

  it("costs no words: a text that could not be sent is back in the box", async () => {
    const stage = await createStage();
    const front = await createFront(stage);
    const page = await browser.open(front, gone);
    await front.stop();
    await page.getByRole("textbox").fill("important words");
    await page.getByRole("textbox").press("Enter");
    await page.getByRole("alert").filter({ hasText: "Not sent" }).waitFor();
    expect(await page.getByRole("textbox").inputValue()).toBe("important words");
    await front.start();
    await send(page, "important words");
    expect(await page.getByRole("alert").filter({ hasText: "Not sent" }).isVisible()).toBe(false);
  });

  it("says why a message was refused", async () => {
    const stage = await createStage();
    const page = await browser.open(stage, { tolerate: /400 \(Bad Request\)/ });
    await page.getByRole("textbox").fill("x".repeat(20_001));
    await page.getByRole("textbox").press("Enter");
    const alert = page.getByRole("alert").filter({ hasText: "Not sent" });
    await expect.poll(() => alert.textContent()).toBe("Not sent: the message is too long.");
  });
});
