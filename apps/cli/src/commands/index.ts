import type { Group } from "../command/group.ts";

const people = "People and departments";
const messages = "Messages";
const work = "Approvals and to-dos";
const bots = "Operating the bots";
const access = "Anything else";
const tools = "For agents and shells";

/** Every group of commands. A new one is a file in the folder of its section and an entry here. */
export const groups: readonly Group[] = [
  {
    name: "user",
    section: people,
    summary: "Find people and read who they are",
    load: async () => (await import("./people/user.ts")).commands,
  },
  {
    name: "dept",
    section: people,
    summary: "Find departments and draw the organisation",
    load: async () => (await import("./people/dept.ts")).commands,
  },
  {
    name: "robot",
    section: messages,
    summary: "Send messages to people and groups, take them back, see who read them",
    load: async () => (await import("./messages/robot.ts")).commands,
  },
  {
    name: "card",
    section: messages,
    summary: "Create, update and stream interactive cards",
    load: async () => (await import("./messages/card.ts")).commands,
  },
  {
    name: "media",
    section: messages,
    summary: "Upload files for use in messages",
    load: async () => (await import("./messages/media.ts")).commands,
  },
  {
    name: "approval",
    section: work,
    summary: "Start, read and decide OA approvals",
    load: async () => (await import("./work/approval.ts")).commands,
  },
  {
    name: "todo",
    section: work,
    summary: "Create, list and finish to-dos",
    load: async () => (await import("./work/todo.ts")).commands,
  },
  {
    name: "sessions",
    section: bots,
    summary: "List, show, reset and forget conversations",
    load: async () => (await import("./bots/sessions.ts")).commands,
  },
  {
    name: "dead",
    section: bots,
    summary: "List, show, replay and drop what was given up",
    load: async () => (await import("./bots/dead.ts")).commands,
  },
  {
    name: "account",
    section: bots,
    summary: "Show where every received message is",
    load: async () => (await import("./bots/account.ts")).commands,
  },
  {
    name: "trace",
    section: bots,
    summary: "Show the path of one message",
    load: async () => (await import("./bots/trace.ts")).commands,
  },
  {
    name: "usage",
    section: bots,
    summary: "Show what a bot used, by month or day",
    load: async () => (await import("./bots/usage.ts")).commands,
  },
  {
    name: "tenants",
    section: bots,
    summary: "Check the tenants of the bots",
    load: async () => (await import("./bots/tenants.ts")).commands,
  },
  {
    name: "doctor",
    section: bots,
    summary: "Check everything and say what to do",
    load: async () => (await import("./bots/doctor.ts")).commands,
  },
  {
    name: "auth",
    section: access,
    summary: "Log in as a person, for the few operations that need it",
    load: async () => (await import("./access/auth.ts")).commands,
  },
  {
    name: "token",
    section: access,
    summary: "Print an access token of the app",
    load: async () => (await import("./access/token.ts")).commands,
  },
  {
    name: "call",
    section: access,
    summary: "Call any path or operation of DingTalk",
    load: async () => (await import("./access/call.ts")).commands,
  },
  {
    name: "schema",
    section: tools,
    summary: "Show the JSON Schema of an operation or a command",
    load: async () => (await import("./tools/schema.ts")).commands,
  },
  {
    name: "mcp",
    section: tools,
    summary: "Serve DingTalk as tools for agents (Model Context Protocol)",
    load: async () => (await import("./tools/mcp.ts")).commands,
  },
  {
    name: "skill",
    section: tools,
    summary: "Print or install the skills for agents",
    load: async () => (await import("./tools/skill.ts")).commands,
  },
  {
    name: "completion",
    section: tools,
    summary: "Print a completion script for a shell",
    load: async () => (await import("./tools/completion.ts")).commands,
  },
];
