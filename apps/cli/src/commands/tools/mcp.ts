import { once } from "node:events";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { invalidArguments } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import type { Input } from "../../command/input.ts";
import { readPort } from "../../command/port.ts";
import type { Host } from "../../host.ts";
import type { Answer } from "../../output/answer.ts";
import { version } from "../../version.ts";

const allowances = ["read", "write", "destructive"] as const;
const usualPort = 3_927;

const mcp: Command = {
  name: "",
  summary: "Serve DingTalk as tools for agents (Model Context Protocol)",
  details: [
    "Over standard input and output, or with --http over streamable HTTP. Agents may only read unless --allow says more;",
    "what may cost money needs --allow destructive.",
    "Credentials must be configured before; nobody can be asked while it serves.",
    "HTTP clients must send a token as Authorization: Bearer <token>. Without --token-file dt makes one at the first",
    "start and keeps it in ~/.dingtalk-skills/mcp-token, where only you can read it; servers that allow different",
    "things should have a --token-file each.",
  ].join("\n"),
  examples: ["mcp", "mcp --allow write --group todo users", "mcp --http --port 3927"],
  options: () => [
    { name: "allow", type: "text", choices: allowances, summary: "What agents may do; each includes the ones before" },
    {
      name: "group",
      type: "list",
      value: "group",
      summary: "Only these: users, departments, robot, cards, workflow, todo, media",
    },
    { name: "http", type: "flag", summary: "Serve over HTTP" },
    { name: "port", type: "integer", summary: `Port (default ${usualPort}; 0 picks a free one)` },
    { name: "host", type: "text", value: "address", summary: "Address to listen on (default 127.0.0.1)" },
    { name: "token-file", type: "text", value: "file", summary: "File with the token that clients must send" },
  ],
  effect: "read",
  run: async (context, input) => {
    const createServer = await serverFactory(context, input);
    await (input.flag("http") === true
      ? serveOverHttp(context, input, createServer)
      : serveOverStdio(context, createServer));
    return nothing;
  },
};

export const commands = [mcp];

const nothing: Answer = { data: { served: true }, text: "" };

async function serverFactory(context: Context, input: Input): Promise<() => McpServer> {
  const [{ createMcpServer }, { toTools }] = await Promise.all([
    import("../../mcp/server.ts"),
    import("../../mcp/tools.ts"),
  ]);
  const allow = (input.text("allow") as (typeof allowances)[number] | undefined) ?? "read";
  const hasPerson = (await context.settings()).get("DINGTALK_USER_REFRESH_TOKEN") !== undefined;
  const tools = toTools({ allow, groups: input.list("group"), hasPerson });
  if (tools.length === 0) throw invalidArguments("No tool is left; see the groups in: dt mcp --help");
  return () => createMcpServer({ version: version(), tools, dingtalk: context.dingtalk });
}

async function serveOverStdio({ host, note }: Context, createServer: () => McpServer): Promise<void> {
  const { StdioServerTransport } = await import("@modelcontextprotocol/sdk/server/stdio.js");
  if (host.input.isTTY) note("Waiting for an MCP client on standard input; Ctrl-C ends it. --http serves over HTTP.");
  const ended = Promise.race([once(host.input, "end"), once(host.input, "close"), untilInterrupted(host)]);
  const server = createServer();
  await server.connect(new StdioServerTransport(host.input, host.output));
  await ended;
  await server.close();
}

async function serveOverHttp(context: Context, input: Input, createServer: () => McpServer): Promise<void> {
  const [{ isLoopback, serveHttp }, { ownToken, readToken }] = await Promise.all([
    import("../../mcp/http.ts"),
    import("../../mcp/token.ts"),
  ]);
  const address = input.text("host") ?? "127.0.0.1";
  const named = input.text("token-file");
  if (named === undefined && !isLoopback(address))
    throw invalidArguments(`Everybody who reaches ${address} could act in your name: give --token-file.`);
  const { token, file } = await (named === undefined ? ownToken(context.host) : readToken(context.host, named));
  const server = await serveHttp({ host: address, port: readPort(input, usualPort), token, createServer });
  context.note(`Serving MCP on ${server.url}; Ctrl-C ends it.\nClients must send the token in ${file}.`);
  await untilInterrupted(context.host);
  await server.close();
}

/** Until Ctrl-C, which may have come already. */
async function untilInterrupted({ interrupted }: Host): Promise<void> {
  if (!interrupted.aborted) await once(interrupted, "abort");
}
