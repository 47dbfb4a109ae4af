import { operations } from "@dt/api";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { CallToolRequestSchema, type CallToolResult, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { CliError } from "../cli-error.ts";
import type { DingTalk } from "../dingtalk/dingtalk.ts";
import { DryRunEnd } from "../dingtalk/dry-run.ts";
import { toCliError } from "../dingtalk/to-cli-error.ts";
import type { Fields } from "../fields.ts";
import { failureToJson } from "../output/print.ts";
import { findTool, type Tool, toOperationInput } from "./tools.ts";

export interface McpOptions {
  readonly version: string;
  readonly tools: readonly Tool[];
  readonly dingtalk: DingTalk;
}

const instructions = [
  "DingTalk's server API. Two kinds of ids: a userId names a person in this organisation, a unionId across organisations.",
  "To-do tools take unionIds only; everything else takes userIds. getUser answers both.",
  "Approval values are given by the labels of the form: read it with workflowGetFormSchema first.",
  "To-dos made here are shown as work to-dos and can be deleted by API only.",
  "A failed call answers JSON with error.code, error.message and error.hint.",
].join("\n");

/** A server for one connection. */
export function createMcpServer({ version, tools, dingtalk }: McpOptions): McpServer {
  const mcp = new McpServer({ name: "dt", title: "DingTalk", version }, { capabilities: { tools: {} }, instructions });
  // The schemas exist as JSON Schema already; the higher interface would want them in another form.
  mcp.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...tools] }));
  mcp.server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    return callTool(tools, dingtalk, params.name, params.arguments ?? {});
  });
  return mcp;
}

async function callTool(
  tools: readonly Tool[],
  dingtalk: DingTalk,
  name: string,
  given: Fields,
): Promise<CallToolResult> {
  try {
    const tool = findTool(tools, name);
    const input = await toOperationInput(operations[tool.name], given, () => dingtalk.robotCode());
    const answer: unknown = await dingtalk.call(tool.name, input);
    if (typeof answer !== "object" || answer === null)
      throw new CliError("UNAVAILABLE", `${name} answered nothing.`, { hint: "Try again.", operation: name });
    return { content: [{ type: "text", text: JSON.stringify(answer) }], structuredContent: { ...answer } };
  } catch (error) {
    if (error instanceof DryRunEnd)
      return { content: [{ type: "text", text: JSON.stringify({ dryRun: true, requests: error.requests }) }] };
    const { error: details } = failureToJson(toCliError(error));
    return { isError: true, content: [{ type: "text", text: JSON.stringify({ error: details }) }] };
  }
}
