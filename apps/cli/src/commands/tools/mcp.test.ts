import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { type OperationName, operations } from "@dt/api";
import { defaultGroup } from "@dt/simulator";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Outcome } from "../../../test/dt.ts";
import { type SimulatedDt, simulate } from "../../../test/simulator.ts";

async function overStdio({ environment, folder }: SimulatedDt, ...flags: string[]): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const main = join(import.meta.dirname, "../../../bin/dt.js");
  const env = { ...environment, HOME: folder, PATH: process.env.PATH ?? "" };
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [main, "mcp", ...flags], env }));
  onTestFinished(() => client.close());
  return client;
}

interface Served {
  readonly url: string;
  /** What it says on standard error at its start. */
  readonly said: string;
  readonly stop: () => Promise<Outcome>;
}

/** Starts `dt mcp --http` in this process and waits until it says its address. */
async function startHttp({ run }: SimulatedDt, ...flags: string[]): Promise<Served> {
  const end = new AbortController();
  const errors = new PassThrough();
  const started = Promise.withResolvers<Pick<Served, "url" | "said">>();
  errors.on("data", (chunk: Buffer) => {
    const said = chunk.toString();
    const url = /http:\/\/\S+\/mcp/.exec(said)?.[0];
    if (url !== undefined) started.resolve({ url, said });
  });
  const served = run(["mcp", "--http", "--port", "0", ...flags], { interrupted: end.signal, errors });
  const stop = (): Promise<Outcome> => {
    end.abort();
    return served;
  };
  onTestFinished(async () => void (await stop()));
  return { ...(await started.promise), stop };
}

/** Lists the tools with the token, or without one. */
async function listOver(url: string, token?: string): Promise<number> {
  const accept = { accept: "application/json, text/event-stream", "content-type": "application/json" };
  const headers = token === undefined ? accept : { ...accept, authorization: `Bearer ${token}` };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
  return (await fetch(url, { method: "POST", headers, body })).status;
}

function tokenFileIn({ folder }: SimulatedDt): string {
  return join(folder, ".dingtalk-skills", "mcp-token");
}

/** Posts with a name of its own in Host, as the browser does for a page whose name was made to lead here. */
function postAs(host: string, port: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path: "/mcp", method: "POST", headers: { host } };
    request(options, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });
}

const group = defaultGroup.conversationId;
const message = { openConversationId: group, msgKey: "sampleText", msgParam: '{"content":"hi"}' };

describe("dt mcp over standard input and output", () => {
  it("offers reading tools with their effect, and nothing with secrets", async () => {
    const client = await overStdio(await simulate());
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toContain("getUser");
    expect(names).not.toContain("robotSendGroup");
    expect(names).not.toContain("getAppAccessToken");
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
    const answer = await client.callTool({ name: "robotListGroupBots", arguments: { openConversationId: group } });
    expect(answer.structuredContent).toMatchObject({ chatbotInstanceVOList: [{ name: "小助手" }] });
  });

  it("writes only when it is allowed, and fills in the robot", async () => {
    const simulated = await simulate();
    const reader = await overStdio(simulated);
    const refused = await reader.callTool({ name: "robotSendGroup", arguments: message });
    expect(refused).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("dt mcp --allow write") }],
    });
    expect(simulated.simulator.record.deliveries()).toEqual([]);
    const writer = await overStdio(simulated, "--allow", "write", "--group", "robot");
    const { tools } = await writer.listTools();
    expect(tools.find(({ name }) => name === "robotSendGroup")?.annotations).toMatchObject({
      readOnlyHint: false,
      destructiveHint: false,
    });
    expect(tools.map(({ name }) => name)).not.toContain("robotRecallGroup");
    expect((await writer.callTool({ name: "robotSendGroup", arguments: message })).isError).toBeUndefined();
    expect(simulated.simulator.record.deliveries().map(({ text }) => text)).toEqual(["hi"]);
  });

  it("deletes and spends only when that is allowed, and says which tools do", async () => {
    const simulated = await simulate();
    const writer = await overStdio(simulated, "--allow", "write");
    const spent = await writer.callTool({ name: "robotSendDing", arguments: {} });
    expect(spent).toMatchObject({ isError: true, content: [{ text: expect.stringContaining("--allow destructive") }] });
    const owner = await overStdio(simulated, "--allow", "destructive");
    const { tools } = await owner.listTools();
    const offered = new Map(tools.map(({ name, annotations }) => [name, annotations]));
    expect(offered.get("todoDelete")).toMatchObject({ readOnlyHint: false, destructiveHint: true });
    expect(offered.get("robotSendDing")).toMatchObject({ readOnlyHint: false });
    for (const [name, annotations] of offered)
      expect([name, annotations?.readOnlyHint]).toEqual([name, operations[name as OperationName].effect === "read"]);
  });

  it("K6: wrong names, wrong fields and failures are errors with a hint", async () => {
    const client = await overStdio(await simulate());
    const call = async (name: string, input: Record<string, unknown>) => {
      const { isError, content } = await client.callTool({ name, arguments: input });
      const [{ text }] = content as [{ text: string }];
      return { isError, ...(JSON.parse(text) as { error: Record<string, unknown> }) };
    };
    expect(await call("getUsr", {})).toMatchObject({
      isError: true,
      error: { code: "INVALID_ARGUMENTS", hint: "Did you mean getUser?" },
    });
    expect(await call("getUser", { userId: "x" })).toMatchObject({
      isError: true,
      error: { code: "INVALID_ARGUMENTS", message: /userid/ },
    });
    expect(await call("robotListGroupBots", { openConversationId: "nowhere" })).toMatchObject({ isError: true });
  });
});

describe("dt mcp over HTTP", () => {
  it("serves the same tools", async () => {
    const simulated = await simulate();
    const { url } = await startHttp(simulated);
    const authorization = `Bearer ${readFileSync(tokenFileIn(simulated), "utf8").trim()}`;
    const client = new Client({ name: "test", version: "1" });
    const requestInit = { headers: { authorization } };
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
    onTestFinished(() => client.close());
    const answer = await client.callTool({ name: "robotListGroupBots", arguments: { openConversationId: group } });
    expect(answer.structuredContent).toMatchObject({ chatbotInstanceVOList: [{ name: "小助手" }] });
  });

  it("refuses web pages, strange names, other paths, and whoever lacks the token", async () => {
    const simulated = await simulate();
    writeFileSync(join(simulated.folder, "token"), "token-of-the-server\n");
    const { url } = await startHttp(simulated, "--token-file", "token");
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
    const post = async (headers: Record<string, string>, path = url, text = body) => {
      const sent = { accept: "application/json, text/event-stream", "content-type": "application/json", ...headers };
      return (await fetch(path, { method: "POST", headers: sent, body: text })).status;
    };
    const authorization = "Bearer token-of-the-server";
    expect(await post({ authorization })).toBe(200);
    expect(await post({ authorization: "Bearer token-of-the-serves" })).toBe(401);
    expect(await post({})).toBe(401);
    expect(await post({ authorization, origin: "https://evil.example" })).toBe(403);
    const { port } = new URL(url);
    expect([await postAs("evil.example", port), await postAs(`evil.example:${port}`, port)]).toEqual([403, 403]);
    expect(await postAs(`localhost:${port}`, port)).toBe(401);
    expect(await post({ authorization }, url.replace("/mcp", "/other"))).toBe(404);
    expect(await post({ authorization }, url, "{")).toBe(400);
    expect((await fetch(url, { headers: { authorization } })).status).toBe(405);
  });

  it("keeps other users of this machine out by a token that only its owner can read, and never shows it", async () => {
    const simulated = await simulate();
    const { url, said, stop } = await startHttp(simulated);
    const file = tokenFileIn(simulated);
    const token = readFileSync(file, "utf8").trim();
    expect([statSync(file).mode & 0o777, token.length]).toEqual([0o600, 43]);
    expect([await listOver(url), await listOver(url, "guessed"), await listOver(url, token)]).toEqual([401, 401, 200]);
    expect(said).toContain(file);
    const { out, err } = await stop();
    expect(out + err).not.toContain(token);
  });

  it("keeps its token from start to start, unless others could have read it", async () => {
    const simulated = await simulate();
    await (await startHttp(simulated)).stop();
    const file = tokenFileIn(simulated);
    const token = readFileSync(file, "utf8").trim();
    const [one, other] = await Promise.all([startHttp(simulated), startHttp(simulated)]);
    expect([await listOver(one.url, token), await listOver(other.url, token)]).toEqual([200, 200]);
    chmodSync(file, 0o644);
    const { url } = await startHttp(simulated);
    expect([await listOver(url, token), statSync(file).mode & 0o777]).toEqual([401, 0o600]);
    expect(await listOver(url, readFileSync(file, "utf8").trim())).toBe(200);
  });

  it("says what to do where it cannot keep a token", async () => {
    const { run, folder } = await simulate();
    writeFileSync(join(folder, ".dingtalk-skills"), "a file where the folder should be");
    const { code, json } = await run(["mcp", "--http", "--port", "0"]);
    expect([code, json.error]).toMatchObject([2, { message: /mcp-token cannot be kept/, hint: /--token-file/ }]);
  });

  it("listens beyond this machine only with a token", async () => {
    const { run } = await simulate();
    const { code, json } = await run(["mcp", "--http", "--host", "0.0.0.0"]);
    expect([code, json.error.code]).toEqual([2, "INVALID_ARGUMENTS"]);
  });
});
