import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { exitCodes } from "../shared/problem.ts";
import { checkModel } from "./model-check.ts";

async function provider(status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const { signal } = new AbortController();

test.for([200, 404, 429, 500])("a provider that answers %i is reachable", async (status) => {
  await expect(checkModel({ baseUrl: await provider(status), apiKey: "sk-x" }, signal)).resolves.toBeUndefined();
});

test("a key that is refused is one line that shows only its beginning", async () => {
  const baseUrl = await provider(401);
  await expect(checkModel({ baseUrl, apiKey: "sk-0123456789abcdef" }, signal)).rejects.toMatchObject({
    exitCode: exitCodes.remote,
    message: `The model provider at ${baseUrl} refuses the key sk-0****; correct OPENAI_API_KEY.`,
  });
});

test("a host that does not exist is named", async () => {
  await expect(checkModel({ baseUrl: "http://nowhere.invalid/v1", apiKey: "x" }, signal)).rejects.toThrow(
    /^The model at http:\/\/nowhere\.invalid\/v1 cannot be reached \(/,
  );
});
