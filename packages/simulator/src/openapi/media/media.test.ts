import { describe, expect, it } from "vitest";
import { startSimulator } from "../../../test/simulator.ts";
import type { Simulator } from "../../simulator/types.ts";
import { defaultApp } from "../../world/default-world.ts";

async function upload(simulator: Simulator, fields: Record<string, string | File>, query = ""): Promise<unknown> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const token = simulator.tokens.issue(defaultApp);
  const url = `${simulator.oapiUrl}/media/upload?access_token=${token}${query}`;
  const response = await fetch(url, { method: "POST", body: form });
  return response.json();
}

const picture = new File(["bytes"], "a.png", { type: "image/png" });

describe("uploading media", () => {
  it("keeps the file under a media id that the chat can show", async () => {
    const simulator = await startSimulator();
    const answer = await upload(simulator, { type: "image", media: picture });
    expect(answer).toMatchObject({ errcode: 0, type: "image", media_id: expect.stringMatching(/^@/) });
    const { media_id } = answer as { media_id: string };
    const shown = await fetch(`${simulator.url}/media/${media_id}`);
    expect([await shown.text(), shown.headers.get("content-type")]).toEqual(["bytes", "image/png"]);
  });

  it("takes the type from the query as well", async () => {
    const simulator = await startSimulator();
    expect(await upload(simulator, { media: picture }, "&type=image")).toMatchObject({ errcode: 0 });
  });

  it.each([
    ["an unknown type", { type: "photo", media: picture }, 40004],
    ["an extension of another type", { type: "file", media: picture }, 40004],
    ["no file", { type: "image" }, 40035],
    ["a field too many", { type: "image", media: picture, name: "x" }, 40035],
  ])("refuses %s", async (_, fields, errcode) => {
    const simulator = await startSimulator();
    expect(await upload(simulator, fields)).toMatchObject({ errcode });
  });

  it("refuses a bad token without a sub code", async () => {
    const simulator = await startSimulator();
    const response = await fetch(`${simulator.oapiUrl}/media/upload?access_token=none`, {
      method: "POST",
      body: new FormData(),
    });
    expect(await response.json()).toEqual({ errcode: 40014, errmsg: "不合法的access_token" });
  });
});
